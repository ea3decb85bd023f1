package io.skerry.agent.model;

import io.skerry.agent.engine.EngineException;

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
    CALLER,
    /** Nobody: too much is to be done, there is no room now, or it was taken back. */
    BUSY,
    /** Nobody: it had to begin earlier than it could. */
    LATE
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

  /** Nobody's fault: try again. */
  static ModelException busy(String message, Throwable cause) {
    return new ModelException(Fault.BUSY, message, cause);
  }

  /** Nobody's fault: its deadline passed. */
  static ModelException late(String message, Throwable cause) {
    return new ModelException(Fault.LATE, message, cause);
  }

  /** A run's fault. */
  static ModelException of(EngineException e) {
    if (e.late()) {
      return late(e.getMessage(), e);
    }
    return e.refused() || e.brokenOff() ? busy(e.getMessage(), e) : content(e.getMessage(), e);
  }

  /** Who is at fault. */
  public Fault fault() {
    return fault;
  }

  /** Whether it says that something is wrong with the model or this machine. */
  boolean counts() {
    return fault == Fault.CONTENT || fault == Fault.MACHINE;
  }
}
