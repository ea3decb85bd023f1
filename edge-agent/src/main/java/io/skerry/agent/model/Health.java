package io.skerry.agent.model;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** How one activation does its work, since it began. Thread-safe. */
public final class Health {
  private final Timer timer;
  private final Counter errors;
  private final AtomicLong runs = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicReference<String> lastFailure = new AtomicReference<>("");

  /** Nothing yet; what happens is told to the release's meters too. */
  Health(Timer timer, Counter errors) {
    this.timer = timer;
    this.errors = errors;
  }

  void ran(long nanos) {
    runs.incrementAndGet();
    timer.record(nanos, TimeUnit.NANOSECONDS);
  }

  void failed(String reason) {
    runs.incrementAndGet();
    lastFailure.set(reason);
    failures.incrementAndGet();
    errors.increment();
  }

  /** How many inferences. */
  public long runs() {
    return runs.get();
  }

  /** How many of them failed. */
  public long failures() {
    return failures.get();
  }

  /** Why it is unhealthy, if an inference failed. */
  public Optional<String> fault() {
    return failures.get() == 0
        ? Optional.empty()
        : Optional.of(
            "%d of %d inferences failed, the last: %s"
                .formatted(failures.get(), runs.get(), lastFailure.get()));
  }
}
