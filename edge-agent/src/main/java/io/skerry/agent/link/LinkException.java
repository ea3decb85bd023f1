package io.skerry.agent.link;

/** Something could not be sent: no connection, or one that broke. */
public final class LinkException extends Exception {
  private static final long serialVersionUID = 1L;

  public LinkException(String message, Throwable cause) {
    super(message, cause);
  }

  public LinkException(String message) {
    super(message);
  }
}
