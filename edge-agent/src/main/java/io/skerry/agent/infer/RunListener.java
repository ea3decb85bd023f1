package io.skerry.agent.infer;

/**
 * Is told when a request was run, well or not, before its outcome is; never for one that was not
 * run. On any thread; returns at once, never blocks or throws.
 */
@FunctionalInterface
public interface RunListener {
  /** Told at most once. */
  void ran(RunTimes times);

  /** How a request ended that reached a model's queue; told once, before who asked is. */
  default void over(InferOutcome outcome) {}
}
