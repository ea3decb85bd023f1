package io.skerry.agent.infer;

/**
 * Watches what models do for one request or one frame, past any protocol. Thread-safe; told of runs
 * until it is closed, and of their ends even then.
 */
public interface Watch extends AutoCloseable {
  /** A run of a model is asked for; who is told how it went. */
  RunListener run(String model, String version);

  /** All of it is done. */
  @Override
  void close();
}
