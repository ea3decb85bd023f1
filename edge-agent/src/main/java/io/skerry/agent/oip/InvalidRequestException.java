package io.skerry.agent.oip;

/** A request that breaks the protocol; the message says what was expected and what came. */
public final class InvalidRequestException extends Exception {
  private static final long serialVersionUID = 1;

  /** Without a stack trace: callers make these as often as they like. */
  public InvalidRequestException(String message) {
    super(message, null, false, false);
  }
}
