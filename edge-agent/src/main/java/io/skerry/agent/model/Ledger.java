package io.skerry.agent.model;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The residency's lock, and what it guards: which models hold how much memory, and which loads are
 * asked for. Each method is one step that nothing comes between; it tells nobody and closes
 * nothing, but returns what the caller then does. Thread-safe; nothing but {@link #pause} blocks.
 */
final class Ledger {
  private final ReentrantLock lock = new ReentrantLock();
  private final Changes changes = new Changes(lock);
  private final Flights flights;
  private final Budget budget;
  private final Eviction eviction;
  private final Runnable first;
  private boolean begun;

  /**
   * An empty one.
   *
   * @param first run once, when the first load is asked for
   */
  Ledger(Budget budget, Eviction eviction, Runnable first) {
    this.budget = budget;
    this.flights = new Flights(budget);
    this.eviction = eviction;
    this.first = first;
  }

  /**
   * The loads that are asked for.
   *
   * @param seen how many changes there were, see {@link #pause}
   */
  record Look(List<Flight> pending, long seen) {}

  /** The memory that models take, with what is set aside for the one that is being loaded. */
  long used() {
    return locked(budget::used);
  }

  /** Whether any model is in memory. */
  boolean holds() {
    return locked(() -> !budget.held().isEmpty());
  }

  /** Waits for a model; what tells the waiter where that is possible at once. */
  Optional<Runnable> join(Resident resident, Waiter waiter) {
    return locked(
        () -> {
          Optional<Loaded> loaded = resident.use();
          if (loaded.isPresent()) {
            return Optional.of(() -> waiter.ready(loaded.get()));
          }
          boolean asked = flights.has(resident);
          Optional<Refusal> refusal = flights.join(resident, waiter, System.nanoTime());
          if (!asked && flights.has(resident)) {
            begun();
          }
          return refusal.map(why -> () -> why.tell(waiter));
        });
  }

  private void begun() {
    if (!begun) {
      begun = true;
      first.run();
    }
    changes.signal();
  }

  boolean forget(Resident resident, Waiter waiter) {
    return locked(() -> flights.forget(resident, waiter));
  }

  boolean loads(Resident resident) {
    return locked(() -> flights.has(resident));
  }

  /** A model that nobody may have any more: who waited for it, and what is in memory of it. */
  Optional<Loaded> retire(Resident resident, List<? super Waiter> told) {
    return locked(
        () -> {
          told.addAll(flights.takeAll(resident));
          return resident.leave();
        });
  }

  /** A model has nothing to do any more. */
  void idled() {
    if (changes.awaited()) {
      locked(changes::signal);
    }
  }

  /** A model was closed. */
  void left(Loaded loaded) {
    locked(
        () -> {
          budget.free(loaded);
          changes.signal();
        });
  }

  /** What is to be loaded; empty once closed. */
  Optional<Look> look() {
    return locked(
        () ->
            flights.closed()
                ? Optional.empty()
                : Optional.of(new Look(flights.pending(), changes.count())));
  }

  /** Waits for a change since that look. */
  void pause(Look look) {
    locked(() -> changes.pause(look.seen(), !look.pending().isEmpty()));
  }

  boolean fits(long need) {
    return locked(() -> budget.lacking(need) <= 0);
  }

  /** Ends the use of idle models so that it fits, which the caller closes; empty if it can't. */
  Optional<List<Loaded>> makeRoom(long need) {
    return locked(
        () ->
            Eviction.victims(budget.held(), budget.lacking(need))
                .map(victims -> victims.stream().filter(Loaded::retireIfIdle).toList()));
  }

  /** Sets memory aside for a load, which begins; false if nobody waits for it any more. */
  boolean depart(Flight flight) {
    return locked(
        () -> {
          if (flight.abandoned()) {
            return false;
          }
          budget.reserve(flight.resident().bytes());
          flight.begun(true);
          return true;
        });
  }

  /** A model is in memory: who waited and has one use of it each now. */
  List<Waiter> arrive(Flight flight, Loaded loaded) {
    Resident resident = flight.resident();
    return locked(
        () -> {
          budget.reserve(0);
          budget.hold(loaded);
          resident.pause().worked();
          List<Waiter> told = flights.end(flight).stream().filter(waiter -> loaded.use()).toList();
          if (flights.closed() || !resident.enter(loaded)) {
            loaded.doneSoon(); // retired meanwhile
          }
          return told;
        });
  }

  /** A load takes more than was set aside, and waits for that; why it never can. */
  Optional<ModelException> postpone(Flight flight) {
    Resident resident = flight.resident();
    return locked(
        () -> {
          budget.reserve(0);
          flight.begun(false);
          return resident.bytes() > budget.bytes()
              ? Optional.of(
                  ModelException.busy(budget.lack(resident.label(), resident.bytes()), null))
              : Optional.empty();
        });
  }

  /** A load has failed: who waited for it. */
  List<Waiter> fail(Flight flight, ModelException why) {
    return locked(
        () -> {
          budget.reserve(0);
          flight.resident().pause().failed(why, System.nanoTime());
          return flights.end(flight);
        });
  }

  /** What is due by now: to refuse who has waited too long, to close what was idle for long. */
  List<Runnable> due(long now) {
    return locked(
        () -> {
          List<Runnable> due = flights.late(now);
          eviction.idle(budget.held(), now).stream()
              .filter(Loaded::retireIfIdle)
              .forEach(loaded -> due.add(loaded::close));
          return due;
        });
  }

  /** Nothing is loaded any more: who waits, and what is in memory. */
  List<Loaded> close(List<? super Waiter> told) {
    return locked(
        () -> {
          told.addAll(flights.close());
          changes.signalLast();
          return budget.held().stream()
              .flatMap(loaded -> loaded.resident().leave().stream())
              .toList();
        });
  }

  private void locked(Runnable step) {
    lock.lock();
    try {
      step.run();
    } finally {
      lock.unlock();
    }
  }

  private <T> T locked(Supplier<T> step) {
    lock.lock();
    try {
      return step.get();
    } finally {
      lock.unlock();
    }
  }
}
