package io.skerry.agent.model;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which models are in memory, within a budget: loads what is asked for, one at a time and one
 * flight however many ask, and lets go what was not used for longest. A model with requests under
 * way or sequences stays. Thread-safe; nothing but {@link #close} blocks.
 */
public final class Residency implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Residency.class);
  private static final long TICK_MS = 50;

  private final Ledger ledger;
  private final ScheduledThreadPoolExecutor timer;
  private final Trim trim;
  private final ResidencyMeters meters;
  private final Thread worker;

  /** An empty one, whose figures are told to {@code registry}. */
  public Residency(ResidencyLimits limits, MeterRegistry registry) {
    ledger =
        new Ledger(
            new Budget(limits.budgetBytes()),
            new Eviction(limits.idle().map(idle -> idle.toNanos())),
            this::start);
    timer =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().name("models-timer").daemon().unstarted(task));
    trim = new Trim(Glibc.here(), timer);
    meters = ResidencyMeters.of(limits.budgetBytes(), ledger::used, registry);
    LoadWorker loads = new LoadWorker(ledger, new Loading(Glibc.here(), trim), meters, this);
    worker = Thread.ofPlatform().name("models").daemon().unstarted(loads::work);
  }

  private void start() {
    worker.start();
    ScheduledFuture<?> _ =
        timer.scheduleWithFixedDelay(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
  }

  /** A model that is loaded when it is first asked for. */
  public Resident add(ModelSource source) {
    return new Resident(source, this);
  }

  /** The memory that models take, with what is set aside for the one that is being loaded. */
  public long usedBytes() {
    return ledger.used();
  }

  /** Waits for a model on behalf of somebody, who is told at once where that is possible. */
  void await(Resident resident, Waiter waiter) {
    ledger.join(resident, waiter).ifPresent(Runnable::run);
  }

  /** Takes back what {@link #await} began; false if the waiter was told already, or is just now. */
  boolean forget(Resident resident, Waiter waiter) {
    return ledger.forget(resident, waiter);
  }

  /** Whether it waits for room or is being loaded. */
  boolean loads(Resident resident) {
    return ledger.loads(resident);
  }

  /**
   * Nobody may have it any more.
   *
   * @return what is in memory of it: the caller ends its use
   */
  Optional<Loaded> retire(Resident resident) {
    List<Waiter> told = new ArrayList<>();
    Optional<Loaded> loaded = ledger.retire(resident, told);
    told.forEach(Refusal.unavailable(resident.label() + " was retired just now")::tell);
    return loaded;
  }

  /** A model has nothing to do any more. */
  void idled() {
    ledger.idled();
  }

  /** A model was closed. */
  void left(Loaded loaded) {
    ledger.left(loaded);
    meters.unloads().increment();
    trim.freed();
  }

  /** Refuses who has waited too long, and lets go what was idle for long. */
  private void tick() {
    for (Runnable task : ledger.due(System.nanoTime())) {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.error("the timer of models goes on", e);
      }
    }
  }

  /** Refuses who waits, ends the load under way and lets all go when its last request has ended. */
  @Override
  public void close() {
    List<Waiter> told = new ArrayList<>();
    List<Loaded> gone = ledger.close(told);
    told.forEach(Refusal.unavailable("the agent ends")::tell);
    gone.forEach(Loaded::done);
    timer.shutdown();
    try {
      worker.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
