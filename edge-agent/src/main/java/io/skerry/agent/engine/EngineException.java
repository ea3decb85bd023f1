package io.skerry.agent.engine;

/** A model that can't be loaded, or a run that failed. */
public final class EngineException extends Exception {
  private static final long serialVersionUID = 1;

  EngineException(String message) {
    super(message);
  }

  EngineException(String message, Throwable cause) {
    super(message, cause);
  }
}
