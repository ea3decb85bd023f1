package io.skerry.agent.oip;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of requests are held at once, whatever protocol they came by, and the most that
 * may be. Thread-safe.
 */
public final class HeldBytes {
  private final long most;
  private final AtomicLong taken = new AtomicLong();

  /** None yet. */
  public HeldBytes(long most) {
    this.most = most;
  }

  /** Takes some more; false if that would be too many. */
  public boolean take(long bytes) {
    if (taken.addAndGet(bytes) <= most) {
      return true;
    }
    taken.addAndGet(-bytes);
    return false;
  }

  /** Gives back what was taken. */
  public void give(long bytes) {
    taken.addAndGet(-bytes);
  }

  /** The bytes that are taken now. */
  public long taken() {
    return taken.get();
  }

  /** Why no more may be taken, for people. */
  public String full() {
    return "the requests under way hold %d MiB of at most %d: try again in a second"
        .formatted(taken.get() >> 20, most >> 20);
  }
}
