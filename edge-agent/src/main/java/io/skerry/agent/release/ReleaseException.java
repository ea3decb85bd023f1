package io.skerry.agent.release;

/** A release that can't run here, by who is at fault. */
public final class ReleaseException extends Exception {
  private static final long serialVersionUID = 1;

  /** Who is at fault. */
  public enum Fault {
    /** The release: wrong answers, a model that can't be read, parameters that make no sense. */
    CONTENT,
    /** This machine: no variant fits it, it lacks the source or the memory. */
    MACHINE
  }

  private final Fault fault;

  private ReleaseException(Fault fault, String message, Throwable cause) {
    super(message, cause);
    this.fault = fault;
  }

  /** The release's own fault. */
  static ReleaseException content(String message, Throwable cause) {
    return new ReleaseException(Fault.CONTENT, message, cause);
  }

  /** The release's own fault. */
  static ReleaseException content(String message) {
    return new ReleaseException(Fault.CONTENT, message, null);
  }

  /** This machine's fault. */
  static ReleaseException machine(String message) {
    return new ReleaseException(Fault.MACHINE, message, null);
  }

  /** Who is at fault. */
  public Fault fault() {
    return fault;
  }
}
