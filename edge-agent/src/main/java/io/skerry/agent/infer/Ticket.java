package io.skerry.agent.infer;

/** An inference that was taken. Thread-safe. */
@FunctionalInterface
public interface Ticket {
  /** One that can't be taken back. */
  Ticket FINAL = () -> {};

  /**
   * Takes it back, if it is not over: what waits leaves the queue at once, what runs is broken off
   * where the engine can, and the outcome is {@code CANCELLED}. Afterwards it does nothing.
   */
  void cancel();
}
