package io.skerry.agent.model;

import io.micrometer.core.instrument.MeterRegistry;
import io.skerry.agent.infer.InferOutcome.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
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
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Resident, Flight> flights = new LinkedHashMap<>();
  private final Budget budget;
  private final Optional<Long> idleNanos;
  private final ScheduledThreadPoolExecutor timer;
  private final Trim trim;
  private final Loading loading;
  private final ResidencyMeters meters;
  private final Thread worker;
  private volatile boolean waiting;
  private boolean started;
  private boolean closed;
  private long changes;

  /** An empty one, whose figures are told to {@code registry}. */
  public Residency(ResidencyLimits limits, MeterRegistry registry) {
    budget = new Budget(limits.budgetBytes());
    idleNanos = limits.idle().map(idle -> idle.toNanos());
    timer =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().name("models-timer").daemon().unstarted(task));
    trim = new Trim(Glibc.here(), timer);
    loading = new Loading(Glibc.here(), trim);
    meters = ResidencyMeters.of(limits.budgetBytes(), this::usedBytes, registry);
    worker = Thread.ofPlatform().name("models").daemon().unstarted(this::work);
  }

  /** A model that is loaded when it is first asked for. */
  public Resident add(ModelSource source) {
    return new Resident(source, this);
  }

  /** The memory that models take, with what is set aside for the one that is being loaded. */
  public long usedBytes() {
    lock.lock();
    try {
      return budget.used();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a model on behalf of somebody, who is told at once where that is possible. */
  void await(Resident resident, Waiter waiter) {
    Optional<Refusal> refusal = Optional.empty();
    Optional<Loaded> loaded;
    lock.lock();
    try {
      loaded = resident.use();
      if (loaded.isEmpty()) {
        refusal = join(resident, waiter);
      }
    } finally {
      lock.unlock();
    }
    loaded.ifPresent(waiter::ready);
    refusal.ifPresent(why -> why.tell(waiter));
  }

  private Optional<Refusal> join(Resident resident, Waiter waiter) {
    if (closed || resident.retired()) {
      return Optional.of(Refusal.unavailable(resident.label() + " was retired just now"));
    }
    Flight flight = flights.get(resident);
    if (flight == null) {
      Optional<ModelException> fault = resident.pause().now(System.nanoTime());
      if (fault.isPresent()) {
        return Optional.of(new Refusal(Reason.UNAVAILABLE, fault.get()));
      }
      if (resident.bytes() > budget.bytes()) {
        return Optional.of(Refusal.unavailable(lack(resident)));
      }
      flight = new Flight(resident);
      flights.put(resident, flight);
      start();
      signal();
    }
    return flight.add(waiter, System.nanoTime())
        ? Optional.empty()
        : Optional.of(
            new Refusal(
                Reason.BUSY, ModelException.busy("too many wait for " + resident.label(), null)));
  }

  /** Takes back what {@link #await} began; false if the waiter was told already, or is just now. */
  boolean forget(Resident resident, Waiter waiter) {
    lock.lock();
    try {
      Flight flight = flights.get(resident);
      return flight != null && flight.remove(waiter);
    } finally {
      lock.unlock();
    }
  }

  /** Whether it waits for room or is being loaded. */
  boolean loads(Resident resident) {
    lock.lock();
    try {
      return flights.containsKey(resident);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Nobody may have it any more.
   *
   * @return what is in memory of it: the caller ends its use
   */
  Optional<Loaded> retire(Resident resident) {
    List<Waiter> told = List.of();
    Optional<Loaded> loaded;
    lock.lock();
    try {
      loaded = resident.leave();
      Flight flight = flights.get(resident);
      if (flight != null) {
        told = flight.takeAll();
      }
    } finally {
      lock.unlock();
    }
    Refusal refusal = Refusal.unavailable(resident.label() + " was retired just now");
    told.forEach(refusal::tell);
    return loaded;
  }

  /** A model has nothing to do any more. */
  void idled() {
    if (waiting) {
      lock.lock();
      try {
        signal();
      } finally {
        lock.unlock();
      }
    }
  }

  /** A model was closed. */
  void left(Loaded loaded) {
    lock.lock();
    try {
      budget.free(loaded);
      signal();
    } finally {
      lock.unlock();
    }
    meters.unloads().increment();
    trim.freed();
  }

  private void start() {
    if (!started) {
      started = true;
      worker.start();
      ScheduledFuture<?> _ =
          timer.scheduleWithFixedDelay(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
    }
  }

  private void signal() {
    changes++;
    changed.signalAll();
  }

  private String lack(Resident resident) {
    return budget.lack(resident.label(), resident.bytes());
  }

  private void work() {
    Optional<Flight> flight = next();
    while (flight.isPresent()) {
      load(flight.get());
      flight = next();
    }
  }

  /** The first flight that has room now, which is set aside for it; empty once closed. */
  private Optional<Flight> next() {
    while (true) {
      List<Flight> pending;
      long seen;
      lock.lock();
      try {
        if (closed) {
          return Optional.empty();
        }
        flights.values().removeIf(Flight::abandoned);
        pending = List.copyOf(flights.values());
        seen = changes;
      } finally {
        lock.unlock();
      }
      for (Flight flight : pending) {
        if (makeRoom(flight.resident().bytes()) && begin(flight)) {
          return Optional.of(flight);
        }
      }
      pause(seen, pending.isEmpty());
    }
  }

  private boolean begin(Flight flight) {
    lock.lock();
    try {
      if (flight.abandoned()) {
        return false;
      }
      budget.reserve(flight.resident().bytes());
      flight.begun(true);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a change since the one seen; sequences that time out tell nobody. */
  private void pause(long seen, boolean nothingWaits) {
    lock.lock();
    try {
      waiting = !nothingWaits;
      long left = nothingWaits ? Long.MAX_VALUE : LOOK_NANOS;
      while (changes == seen && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    } finally {
      waiting = false;
      lock.unlock();
    }
  }

  /** Lets idle models go until so much is free; false if it can't be had now. The worker only. */
  private boolean makeRoom(long need) {
    while (true) {
      List<Loaded> gone;
      lock.lock();
      try {
        Optional<List<Loaded>> victims = budget.victims(need);
        if (victims.isEmpty()) {
          return false;
        }
        if (victims.get().isEmpty()) {
          return true;
        }
        gone = victims.get().stream().filter(Loaded::retireIfIdle).toList();
      } finally {
        lock.unlock();
      }
      gone.forEach(Loaded::close);
    }
  }

  private void load(Flight flight) {
    Resident resident = flight.resident();
    try {
      Loading.Result result = loading.load(resident.source());
      long reserved = resident.bytes();
      long bytes = resident.learn(result.grownBytes());
      if (bytes <= reserved || makeRoom(bytes - reserved)) {
        settle(flight, new Loaded(resident, bytes, this, result));
      } else {
        result.close();
        again(flight);
      }
    } catch (ModelException e) {
      fail(flight, e);
    } catch (RuntimeException | Error e) {
      LOG.error("loading {}", resident.label(), e);
      fail(flight, ModelException.machine("loading " + resident.label() + " failed: " + e, e));
    }
  }

  private void settle(Flight flight, Loaded loaded) {
    Resident resident = flight.resident();
    List<Waiter> told;
    lock.lock();
    try {
      flights.remove(resident);
      budget.reserve(0);
      budget.hold(loaded);
      resident.pause().worked();
      told = flight.takeAll().stream().filter(waiter -> loaded.use()).toList();
      if (closed || !resident.enter(loaded)) {
        loaded.doneSoon(); // retired meanwhile
      }
    } finally {
      lock.unlock();
    }
    meters.loads().increment();
    LOG.info("{} is in memory; batches: {}", resident.label(), loaded.scheduler().plan());
    told.forEach(waiter -> waiter.ready(loaded));
  }

  /** It takes more than was set aside: it waits until there is as much. */
  private void again(Flight flight) {
    boolean never;
    lock.lock();
    try {
      budget.reserve(0);
      flight.begun(false);
      never = flight.resident().bytes() > budget.bytes();
    } finally {
      lock.unlock();
    }
    if (never) {
      fail(flight, ModelException.busy(lack(flight.resident()), null));
    }
  }

  private void fail(Flight flight, ModelException why) {
    List<Waiter> told;
    lock.lock();
    try {
      flights.remove(flight.resident());
      budget.reserve(0);
      flight.resident().pause().failed(why, System.nanoTime());
      told = flight.takeAll();
    } finally {
      lock.unlock();
    }
    Refusal refusal = new Refusal(Reason.UNAVAILABLE, why);
    told.forEach(refusal::tell);
  }

  /** Refuses who has waited too long, and lets go what was idle for long. */
  private void tick() {
    List<Runnable> outside = new ArrayList<>();
    long now = System.nanoTime();
    lock.lock();
    try {
      for (Flight flight : flights.values()) {
        for (Flight.Late late : flight.late(now)) {
          Refusal refusal = late(flight.resident(), late.reason());
          outside.add(() -> refusal.tell(late.waiter()));
        }
      }
      for (Loaded loaded : idleNanos.isPresent() ? budget.held() : List.<Loaded>of()) {
        if (now - loaded.lastUsed() >= idleNanos.get() && loaded.retireIfIdle()) {
          outside.add(loaded::close);
        }
      }
    } finally {
      lock.unlock();
    }
    for (Runnable task : outside) {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.error("the timer of models goes on", e);
      }
    }
  }

  private Refusal late(Resident resident, Reason reason) {
    if (reason == Reason.UNAVAILABLE && budget.victims(resident.bytes()).isEmpty()) {
      return Refusal.unavailable(lack(resident));
    }
    String message = resident.label() + " was not in memory in time";
    return new Refusal(reason, ModelException.busy(message, null));
  }

  /** Refuses who waits, ends the load under way and lets all go when its last request has ended. */
  @Override
  public void close() {
    List<Waiter> told = new ArrayList<>();
    List<Loaded> gone;
    lock.lock();
    try {
      closed = true;
      flights.values().forEach(flight -> told.addAll(flight.takeAll()));
      gone = budget.held().stream().flatMap(loaded -> loaded.resident().leave().stream()).toList();
      signal();
    } finally {
      lock.unlock();
    }
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
