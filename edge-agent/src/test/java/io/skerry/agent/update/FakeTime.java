package io.skerry.agent.update;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves only when it is told to. */
final class FakeTime implements InstantSource {
  private Instant now = Instant.parse("2026-06-01T00:00:00Z");
  private long nanos = 1_000_000_000_000L;

  @Override
  public Instant instant() {
    return now;
  }

  long nanos() {
    return nanos;
  }

  void pass(long ms) {
    now = now.plusMillis(ms);
    nanos += ms * 1_000_000;
  }
}
