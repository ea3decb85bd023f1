package io.skerry.agent.serve;

import io.skerry.agent.oip.HeldBytes;

/**
 * How many bytes of forms may be held at once: within the bound of all protocols, and within a
 * quarter of the heap, where they stand. Thread-safe.
 */
final class Memory {
  private final HeldBytes all;
  private final HeldBytes heap = new HeldBytes(Runtime.getRuntime().maxMemory() / 4);

  Memory(HeldBytes all) {
    this.all = all;
  }

  /** Takes some; false if there is not enough. */
  boolean take(int count) {
    if (!heap.take(count)) {
      return false;
    }
    if (!all.take(count)) {
      heap.give(count);
      return false;
    }
    return true;
  }

  /** Gives back what was taken. */
  void give(long count) {
    heap.give(count);
    all.give(count);
  }
}
