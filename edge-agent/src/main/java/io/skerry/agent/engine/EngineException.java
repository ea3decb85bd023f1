package io.skerry.agent.engine;

/** A model that can't be loaded, or a run that failed or was broken off. */
public final class EngineException extends Exception {
  private static final long serialVersionUID = 1;

  private final Fault fault;

  public EngineException(String message) {
    this(message, null, Fault.ENGINE);
  }

  public EngineException(String message, Throwable cause) {
    this(message, cause, Fault.ENGINE);
  }

  private EngineException(String message, Throwable cause, Fault fault) {
    super(message, cause);
    this.fault = fault;
  }

  /** Whose fault it is. */
  private enum Fault {
    ENGINE,
    INPUTS,
    CANCELLED,
    LOAD,
    LATE
  }

  /** A run that was taken back by its {@link Cancellation}. */
  public static EngineException ofCancelled() {
    return new EngineException("inference was broken off", null, Fault.CANCELLED);
  }

  /** A run whose inputs the engine does not take. */
  public static EngineException ofInputs(String message, Throwable cause) {
    return new EngineException(message, cause, Fault.INPUTS);
  }

  /** Whether the engine says that it is the inputs; then nothing is wrong with the model. */
  public boolean inputsAtFault() {
    return fault == Fault.INPUTS;
  }

  /** A run that did not begin, since too much was to be done before it. */
  public static EngineException ofRefused(String message) {
    return new EngineException(message, null, Fault.LOAD);
  }

  /** Whether it did not begin; then nothing is wrong with the model or the inputs. */
  public boolean refused() {
    return fault == Fault.LOAD;
  }

  /** A run that had to begin earlier than it could. */
  public static EngineException ofLate(String message) {
    return new EngineException(message, null, Fault.LATE);
  }

  /** Whether it was too late to begin; then nothing is wrong with the model or the inputs. */
  public boolean late() {
    return fault == Fault.LATE;
  }

  /** Whether the caller took the run back; then nothing is wrong with the model or the inputs. */
  public boolean brokenOff() {
    return fault == Fault.CANCELLED;
  }
}
