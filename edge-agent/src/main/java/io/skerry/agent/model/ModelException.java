package io.skerry.agent.model;

/** A model that can't be loaded, proved or run. */
public final class ModelException extends Exception {
  private static final long serialVersionUID = 1;

  /** Who is at fault. */
  public enum Fault {
    /** The release: its bytes, its description, or what it computes. */
    CONTENT,
    /** This machine. */
    MACHINE,
    /** Who asked: what was given can't be taken. */
    CALLER
  }

  private final Fault fault;

  private ModelException(Fault fault, String message, Throwable cause) {
    super(message, cause);
    this.fault = fault;
  }

  static ModelException content(String message) {
    return new ModelException(Fault.CONTENT, message, null);
  }

  /** The model's own fault. */
  public static ModelException content(String message, Throwable cause) {
    return new ModelException(Fault.CONTENT, message, cause);
  }

  /** This machine's fault. */
  public static ModelException machine(String message, Throwable cause) {
    return new ModelException(Fault.MACHINE, message, cause);
  }

  /** The caller's fault. */
  static ModelException caller(String message, Throwable cause) {
    return new ModelException(Fault.CALLER, message, cause);
  }

  /** Who is at fault. */
  public Fault fault() {
    return fault;
  }
}
