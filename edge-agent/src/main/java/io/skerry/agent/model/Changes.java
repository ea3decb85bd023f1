package io.skerry.agent.model;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Wakes the one thread that waits for something to change in the ledger, at the latest after a
 * while. All but {@link #awaited} under its lock.
 */
final class Changes {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final Condition changed;
  private volatile boolean awaited;
  private boolean last;
  private long count;

  /** None yet. */
  Changes(ReentrantLock lock) {
    changed = lock.newCondition();
  }

  /** How many there were. */
  long count() {
    return count;
  }

  /** Whether somebody waits for memory; from any thread, without the lock. */
  boolean awaited() {
    return awaited;
  }

  void signal() {
    count++;
    changed.signalAll();
  }

  /** One more, after which nobody waits any more. */
  void signalLast() {
    last = true;
    signal();
  }

  /**
   * Waits until there were more than that many.
   *
   * @param forMemory whether somebody wants some: then not for long, since sequences that time out
   *     tell nobody
   */
  void pause(long seen, boolean forMemory) {
    try {
      awaited = forMemory;
      long left = forMemory ? LOOK_NANOS : Long.MAX_VALUE;
      while (count == seen && !last && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    } finally {
      awaited = false;
    }
  }
}
