package io.skerry.agent.schedule;

import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Rings when the next thing is due: a virtual thread that lives as long as something will be.
 * Guarded by the scheduler's lock.
 */
final class Alarm {
  private final ReentrantLock lock;
  private final Condition changed;
  private final Supplier<Optional<Long>> due;
  private final Runnable ring;
  private boolean watching;
  private long planned;

  /**
   * Sleeps until {@link #look}.
   *
   * @param due when to ring next, by {@link System#nanoTime}; asked under the lock
   * @param ring called without the lock
   */
  Alarm(ReentrantLock lock, Supplier<Optional<Long>> due, Runnable ring) {
    this.lock = lock;
    this.changed = lock.newCondition();
    this.due = due;
    this.ring = ring;
  }

  /** Whichever comes first, by {@link System#nanoTime}. */
  static Optional<Long> sooner(Optional<Long> one, Optional<Long> other) {
    return one.isPresent() && (other.isEmpty() || other.get() - one.get() >= 0) ? one : other;
  }

  /** Something may be due earlier than before; called under the lock. */
  void look() {
    Optional<Long> next = due.get();
    if (next.isEmpty()) {
      return;
    }
    if (!watching) {
      watching = true;
      planned = next.get();
      Thread.ofVirtual().name("infer-alarm").start(this::watch);
    } else if (next.get() - planned < 0) {
      planned = next.get();
      changed.signal();
    }
  }

  /** Rings now, so that it finds out that nothing is due any more. */
  void end() {
    planned = System.nanoTime();
    changed.signal();
  }

  private void watch() {
    lock.lock();
    try {
      for (Optional<Long> next = due.get(); next.isPresent(); next = due.get()) {
        planned = next.get();
        sleep();
        ringUnlocked();
      }
    } finally {
      watching = false;
      lock.unlock();
    }
  }

  private void sleep() {
    for (long left = planned - System.nanoTime(); left > 0; left = planned - System.nanoTime()) {
      try {
        long ignored = changed.awaitNanos(left);
      } catch (InterruptedException e) {
        // Nobody knows this thread; it goes on.
      }
    }
  }

  private void ringUnlocked() {
    lock.unlock();
    try {
      ring.run();
    } finally {
      lock.lock();
    }
  }
}
