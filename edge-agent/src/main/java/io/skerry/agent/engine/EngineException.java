package io.skerry.agent.engine;

/** A model that can't be loaded, or a run that failed. */
public final class EngineException extends Exception {
  private static final long serialVersionUID = 1;

  public EngineException(String message) {
    super(message);
  }

  public EngineException(String message, Throwable cause) {
    super(message, cause);
  }
}
