package io.skerry.agent.model;

import io.skerry.agent.engine.Session;
import io.skerry.agent.schedule.Scheduler;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A model in memory. It counts its uses, the first of which is the residency's own; with the last
 * it is closed. Thread-safe.
 */
final class Loaded {
  private final Resident resident;
  private final long bytes;
  private final Residency residency;
  private final Loading.Result parts;
  private final AtomicInteger uses = new AtomicInteger(1);
  private volatile long lastUsed = System.nanoTime();

  /** Takes over what was opened. */
  Loaded(Resident resident, long bytes, Residency residency, Loading.Result parts) {
    this.resident = resident;
    this.bytes = bytes;
    this.residency = residency;
    this.parts = parts;
  }

  Resident resident() {
    return resident;
  }

  String label() {
    return resident.label();
  }

  /** The memory that it takes. */
  long bytes() {
    return bytes;
  }

  Scheduler scheduler() {
    return parts.scheduler();
  }

  /** What the model itself takes and gives. */
  Session session() {
    return parts.session();
  }

  /** Whether it is not closed, nor about to be. */
  boolean open() {
    return uses.get() > 0;
  }

  /** By {@link System#nanoTime}. */
  long lastUsed() {
    return lastUsed;
  }

  /** One use more; false if it is closed, or about to be. */
  boolean use() {
    return uses.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
  }

  /** One use less; the last one closes it, here, which may wait for a run that was broken off. */
  void done() {
    if (ended()) {
      close();
    }
  }

  /** One use less, for threads that must not wait: the last one has it closed elsewhere. */
  void doneSoon() {
    if (ended()) {
      Thread.ofPlatform().name("close-" + label()).daemon().start(this::close);
    }
  }

  private boolean ended() {
    lastUsed = System.nanoTime();
    int left = uses.decrementAndGet();
    if (left == 1) {
      residency.idled();
    }
    return left == 0;
  }

  /** Whether requests are under way, or sequences have state here. */
  boolean busy() {
    return uses.get() > 1 || scheduler().sequences() > 0;
  }

  /** Ends its use, if nobody else uses it; the caller then closes it. */
  boolean retireIfIdle() {
    return scheduler().sequences() == 0 && uses.compareAndSet(1, 0);
  }

  /** Frees it; once, after the last use. */
  void close() {
    try {
      parts.close();
    } finally {
      resident.left(this);
      residency.left(this);
    }
  }
}
