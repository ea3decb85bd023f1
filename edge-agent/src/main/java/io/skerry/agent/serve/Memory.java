package io.skerry.agent.serve;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of requests may be held at once, over all of them. Thread-safe. */
final class Memory {
  private static final long MOST = 96L << 20;

  private final long bytes;
  private final AtomicLong taken = new AtomicLong();

  private Memory(long bytes) {
    this.bytes = bytes;
  }

  /** A quarter of the heap, at most 96 MiB. */
  static Memory ofThisProcess() {
    return new Memory(Math.min(MOST, Runtime.getRuntime().maxMemory() / 4));
  }

  /** Takes some; false if there is not enough. */
  boolean take(int count) {
    if (taken.addAndGet(count) <= bytes) {
      return true;
    }
    taken.addAndGet(-count);
    return false;
  }

  /** Gives back what was taken. */
  void give(long count) {
    taken.addAndGet(-count);
  }
}
