package io.skerry.agent.update;

import io.skerry.agent.state.Counters;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The time by which expiry is judged: the latest of the system's clock, the newest verified issue
 * time, and the time at which this agent was built. Thread-safe.
 */
public final class TrustClock implements InstantSource {
  private static final String ISSUED = "issuedMs";

  private final InstantSource system;
  private final Counters counters;
  private final Instant built;

  /** Remembers issue times in the counters. */
  public TrustClock(InstantSource system, Counters counters, Instant built) {
    this.system = system;
    this.counters = counters;
    this.built = built;
  }

  @Override
  public Instant instant() {
    long least = counters.raise(ISSUED, built.toEpochMilli());
    Instant now = system.instant();
    return now.toEpochMilli() >= least ? now : Instant.ofEpochMilli(least);
  }

  /** Something with this issue time was verified. */
  void verified(Instant issued) {
    counters.raise(ISSUED, issued.toEpochMilli());
  }
}
