package io.skerry.agent.link;

import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: doubling from half a second to half a minute, of which a
 * random half is left out so that a fleet doesn't come back at once. Confined to one thread.
 */
final class Backoff {
  private static final long FIRST_MS = 500;
  private static final long LONGEST_MS = 30_000;
  private static final int MAX_DOUBLINGS = 6;

  private final RandomGenerator random;
  private int failures;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  long nextMs() {
    long full = Math.min(LONGEST_MS, FIRST_MS << failures);
    failures = Math.min(MAX_DOUBLINGS, failures + 1);
    return full / 2 + random.nextLong(full / 2 + 1);
  }

  void succeeded() {
    failures = 0;
  }
}
