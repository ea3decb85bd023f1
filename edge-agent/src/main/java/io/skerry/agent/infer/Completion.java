package io.skerry.agent.infer;

/** Is told once how an inference ended, on any thread; returns at once, never blocks or throws. */
@FunctionalInterface
public interface Completion {
  /** Told once. */
  void ended(InferOutcome outcome);
}
