package io.skerry.agent.engine;

import java.util.ArrayList;
import java.util.List;

/** Takes a run back, once and for all. Thread-safe. */
public final class Cancellation {
  private final List<Runnable> listeners = new ArrayList<>();
  private boolean cancelled;

  /** Breaks off what listens; a second time nothing happens. */
  public void cancel() {
    List<Runnable> told;
    synchronized (this) {
      if (cancelled) {
        return;
      }
      cancelled = true;
      told = List.copyOf(listeners);
    }
    told.forEach(Runnable::run);
  }

  /** Whether it was cancelled. */
  public synchronized boolean cancelled() {
    return cancelled;
  }

  /**
   * Runs this when it is cancelled, on the thread that does so; false if it was already, and then
   * the listener is not run.
   */
  public synchronized boolean listen(Runnable listener) {
    if (!cancelled) {
      listeners.add(listener);
    }
    return !cancelled;
  }

  /** Forgets a listener; a cancellation that is under way may still run it, once. */
  public synchronized void forget(Runnable listener) {
    listeners.remove(listener);
  }
}
