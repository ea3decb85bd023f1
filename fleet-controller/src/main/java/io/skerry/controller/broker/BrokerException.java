package io.skerry.controller.broker;

/** A broker that can't start, such as on a port that is taken. */
public final class BrokerException extends Exception {
  private static final long serialVersionUID = 1L;

  BrokerException(String message, Throwable cause) {
    super(message, cause);
  }
}
