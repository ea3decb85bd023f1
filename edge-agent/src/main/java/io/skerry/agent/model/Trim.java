package io.skerry.agent.model;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Gives freed memory back to the system, at most once a second. Thread-safe. */
final class Trim {
  private static final long EACH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Glibc glibc;
  private final ScheduledExecutorService timer;
  private boolean due;
  private long last = System.nanoTime() - EACH_NANOS;

  /** One that works on this thread. */
  Trim(Glibc glibc, ScheduledExecutorService timer) {
    this.glibc = glibc;
    this.timer = timer;
  }

  /** Memory was freed. */
  synchronized void freed() {
    if (due) {
      return;
    }
    due = true;
    long waitNanos = Math.max(0, last + EACH_NANOS - System.nanoTime());
    try {
      ScheduledFuture<?> _ = timer.schedule(this::run, waitNanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      due = false; // closed: the process ends
    }
  }

  /** Whether what was freed has gone back, now if it may; else growth can't be measured. */
  boolean clean() {
    synchronized (this) {
      if (!due) {
        return true;
      }
      if (System.nanoTime() - last < EACH_NANOS) {
        return false;
      }
    }
    run();
    return true;
  }

  private void run() {
    synchronized (this) {
      if (!due) {
        return;
      }
      due = false;
      last = System.nanoTime();
    }
    glibc.trim();
  }
}
