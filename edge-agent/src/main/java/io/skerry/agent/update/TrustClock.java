package io.skerry.agent.update;

import io.skerry.protocol.activation.AssignmentMark;
import io.skerry.protocol.tuf.Root;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The time by which expiry is judged: the latest of the system's clock, the newest issue time that
 * the assignment's mark holds, and the time at which this agent was built. Thread-safe.
 */
public final class TrustClock implements InstantSource {
  private final InstantSource system;
  private final Instant built;
  private final AtomicReference<AssignmentMark> newest;

  /** Goes on from the mark of the assignment accepted last. */
  public TrustClock(InstantSource system, AssignmentMark last, Instant built) {
    this.system = system;
    this.built = built;
    this.newest = new AtomicReference<>(last);
  }

  @Override
  public Instant instant() {
    return latest(system.instant(), latest(built, newest.get().issued()));
  }

  /** An assignment with this mark was accepted. */
  void accepted(AssignmentMark mark) {
    newest.set(mark);
  }

  /**
   * Forgets the issue time if root has withdrawn a key that could sign it, as a thief of that key
   * may have made it up; whether there was one to forget.
   */
  boolean forget(Root root) {
    AssignmentMark seen = newest.get();
    boolean withdrawn =
        root.assignments().map(signers -> signers.withdraws(seen.keys())).orElse(true);
    if (!withdrawn || seen.equals(AssignmentMark.NONE)) {
      return false;
    }
    return newest.compareAndSet(seen, AssignmentMark.NONE);
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
