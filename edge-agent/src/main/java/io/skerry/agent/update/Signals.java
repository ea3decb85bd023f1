package io.skerry.agent.update;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** What wakes the update flow; only the newest assignment waits. Thread-safe. */
final class Signals {
  private final AtomicReference<byte[]> assignment = new AtomicReference<>();
  private final AtomicBoolean metadata = new AtomicBoolean();
  private final AtomicBoolean connected = new AtomicBoolean();
  private final Semaphore woken = new Semaphore(0);

  void assignment(byte[] envelope) {
    assignment.set(envelope);
    woken.release();
  }

  void metadata() {
    metadata.set(true);
    woken.release();
  }

  void connected() {
    connected.set(true);
    woken.release();
  }

  Optional<byte[]> takeAssignment() {
    return Optional.ofNullable(assignment.getAndSet(null));
  }

  boolean hasAssignment() {
    return assignment.get() != null;
  }

  boolean takeMetadata() {
    return metadata.getAndSet(false);
  }

  boolean takeConnected() {
    return connected.getAndSet(false);
  }

  /** Waits for a signal, up to a time. */
  void await(long timeoutMs) throws InterruptedException {
    if (woken.tryAcquire(timeoutMs, TimeUnit.MILLISECONDS)) {
      woken.drainPermits();
    }
  }
}
