package io.skerry.agent.model;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a model that can't be loaded from being tried again and again: after a failure for a
 * second, then twice as long each time, up to a minute. Thread-safe.
 */
final class Pause {
  private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LAST_NANOS = TimeUnit.SECONDS.toNanos(60);

  private int failures;
  private long until;
  private Optional<ModelException> why = Optional.empty();

  synchronized void failed(ModelException fault, long now) {
    until = now + Math.min(LAST_NANOS, FIRST_NANOS << Math.min(failures, 10));
    failures++;
    why = Optional.of(fault);
  }

  synchronized void worked() {
    failures = 0;
    why = Optional.empty();
  }

  /** Why it failed the last time, if it did. */
  synchronized Optional<ModelException> fault() {
    return why;
  }

  /** The same, as long as it is not tried again. */
  synchronized Optional<ModelException> now(long now) {
    return why.filter(fault -> now - until < 0);
  }
}
