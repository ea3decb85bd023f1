package io.skerry.controller.link;

/** The broker is not there, or does not answer. Trying again later is right. */
public final class LinkException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Names what was not published. */
  public LinkException(String message) {
    super(message);
  }

  /** Names what was not published, and why. */
  public LinkException(String message, Throwable cause) {
    super(message, cause);
  }
}
