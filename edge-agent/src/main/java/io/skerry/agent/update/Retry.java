package io.skerry.agent.update;

import java.util.function.LongSupplier;

/** When to try again what could not be done: after 2 s, doubling to a minute. One thread. */
final class Retry {
  private static final long MS_NS = 1_000_000;
  private static final long FIRST_MS = 2_000;
  private static final long LONGEST_MS = 60_000;
  private static final int MAX_DOUBLINGS = 5;

  private final LongSupplier nanoTime;
  private int failures;
  private long dueNs;

  Retry(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.dueNs = nanoTime.getAsLong();
  }

  void now() {
    failures = 0;
    dueNs = nanoTime.getAsLong();
  }

  void later() {
    dueNs = nanoTime.getAsLong() + Math.min(LONGEST_MS, FIRST_MS << failures) * MS_NS;
    failures = Math.min(MAX_DOUBLINGS, failures + 1);
  }

  boolean due() {
    return waitMs() == 0;
  }

  long waitMs() {
    return Math.max(0, (dueNs - nanoTime.getAsLong() + MS_NS - 1) / MS_NS);
  }
}
