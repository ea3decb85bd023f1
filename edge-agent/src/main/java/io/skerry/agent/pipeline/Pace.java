package io.skerry.agent.pipeline;

import java.util.concurrent.TimeUnit;

/** Holds media to the pace of the clock, from the first time that it is asked. One thread. */
final class Pace {
  private static final long UNSET = Long.MIN_VALUE;

  private long zeroNanos = UNSET;

  /** Waits until {@code mediaMs} after the beginning; returns at once if that is over. */
  void await(long mediaMs) throws InterruptedException {
    long now = System.nanoTime();
    long offset = TimeUnit.MILLISECONDS.toNanos(mediaMs);
    if (zeroNanos == UNSET) {
      zeroNanos = now - offset;
    }
    long left = zeroNanos + offset - now;
    if (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
    }
  }
}
