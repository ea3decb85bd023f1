package io.skerry.agent.enrol;

/** Why a device was not enrolled; the message says what to do next. */
public final class EnrolException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Who is at fault. */
  public enum Fault {
    /** The controller, the token or root is not what it must be: nothing secret was sent. */
    REFUSED,
    /** The network or this machine: try again. */
    TRANSPORT
  }

  private final Fault fault;

  private EnrolException(Fault fault, String message, Throwable cause) {
    super(message, cause);
    this.fault = fault;
  }

  static EnrolException refused(String message) {
    return new EnrolException(Fault.REFUSED, message, null);
  }

  static EnrolException refused(String message, Throwable cause) {
    return new EnrolException(Fault.REFUSED, message, cause);
  }

  static EnrolException transport(String message, Throwable cause) {
    return new EnrolException(Fault.TRANSPORT, message, cause);
  }

  /** Who is at fault. */
  public Fault fault() {
    return fault;
  }
}
