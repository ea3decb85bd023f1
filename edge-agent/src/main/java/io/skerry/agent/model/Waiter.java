package io.skerry.agent.model;

import io.skerry.agent.infer.InferOutcome.Reason;
import java.util.Optional;

/** Who waits for a model to be loaded. Is told once, on any thread, and returns at once. */
interface Waiter {
  /** When it has waited long enough, by {@link System#nanoTime}; empty for as usual. */
  Optional<Long> deadlineNanos();

  /** It is in memory; one use of it is the waiter's, who ends it. */
  void ready(Loaded loaded);

  /** It can't be had. */
  void refused(Reason reason, ModelException why);
}
