package io.skerry.controller.enrolment;

/**
 * Lets so many calls through at once and so many a second after that. Times are nanoseconds of a
 * monotonic clock. Thread-safe.
 */
final class Rate {
  private static final double NANOS = 1e9;

  private final double burst;
  private final double perSecond;
  private double left;
  private long lastNanos;

  Rate(int burst, int perSecond, long nowNanos) {
    this.burst = burst;
    this.perSecond = perSecond;
    this.left = burst;
    this.lastNanos = nowNanos;
  }

  /** Whether one more may pass now. */
  synchronized boolean pass(long nowNanos) {
    left = Math.min(burst, left + (nowNanos - lastNanos) / NANOS * perSecond);
    lastNanos = nowNanos;
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }
}
