package io.skerry.controller.state;

/** A state folder that is not what the command needs; the message says what to do next. */
public final class StateException extends Exception {
  private static final long serialVersionUID = 1L;

  StateException(String message) {
    super(message);
  }

  StateException(String message, Throwable cause) {
    super(message, cause);
  }
}
