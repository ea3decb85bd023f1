package io.skerry.agent.engine;

/** A model that can't be loaded, or a run that failed or was broken off. */
public final class EngineException extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean brokenOff;

  public EngineException(String message) {
    this(message, null, false);
  }

  public EngineException(String message, Throwable cause) {
    this(message, cause, false);
  }

  private EngineException(String message, Throwable cause, boolean brokenOff) {
    super(message, cause);
    this.brokenOff = brokenOff;
  }

  /** A run that was taken back by its {@link Cancellation}. */
  public static EngineException ofCancelled() {
    return new EngineException("inference was broken off", null, true);
  }

  /** Whether the caller took the run back; then nothing is wrong with the model or the inputs. */
  public boolean brokenOff() {
    return brokenOff;
  }
}
