package io.skerry.agent.state;

import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.message.Assignment.Desired;
import io.skerry.protocol.message.ReleaseStatus.Phase;
import java.time.Instant;
import java.util.Optional;

/**
 * The newest try to run what an assignment wants of one model.
 *
 * @param assignment the version of the assignment that it follows
 * @param manifest the release's manifest, once targets have named it
 * @param starts how often the process has begun to load it without reaching a safe state after
 */
public record Attempt(
    Desired desired, long assignment, Status status, Optional<Blob> manifest, int starts) {
  /** How often a release may take the process down with it. */
  public static final int MAX_STARTS = 2;

  /** A new one, of which nothing is known yet. */
  public static Attempt begin(Desired desired, long assignment, Instant now) {
    Status status = new Status(Phase.FETCHING, Optional.empty(), "", now);
    return new Attempt(desired, assignment, status, Optional.empty(), 0);
  }

  /** Whether it runs, as far as the database knows. */
  public boolean serves() {
    return status.phase() == Phase.PROBATION || status.phase() == Phase.HEALTHY;
  }

  /** The same in another phase. */
  public Attempt in(Phase phase, String detail, Instant now) {
    return with(new Status(phase, status.variant(), detail, now));
  }

  /** The same with another status. */
  public Attempt with(Status next) {
    return new Attempt(desired, assignment, next, manifest, starts);
  }

  /** The same with its manifest known. */
  public Attempt described(Blob found) {
    return new Attempt(desired, assignment, status, Optional.of(found), starts);
  }

  /** The same with its variant chosen. */
  public Attempt taking(Optional<String> variant) {
    return with(new Status(status.phase(), variant, status.detail(), status.since()));
  }

  /** The same after so many starts. */
  public Attempt started(int times) {
    return new Attempt(desired, assignment, status, manifest, times);
  }
}
