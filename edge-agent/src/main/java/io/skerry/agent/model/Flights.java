package io.skerry.agent.model;

import io.skerry.agent.infer.InferOutcome.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The loads that are asked for, one per model however many ask, in the order in which they were;
 * and who is refused instead, at once or for having waited too long. Confined to the residency's
 * lock.
 */
final class Flights {
  private final Map<Resident, Flight> flights = new LinkedHashMap<>();
  private final Budget budget;
  private boolean closed;

  Flights(Budget budget) {
    this.budget = budget;
  }

  boolean has(Resident resident) {
    return flights.containsKey(resident);
  }

  /** Waits with others for a load, which it asks for if nobody has; or why it can't. */
  Optional<Refusal> join(Resident resident, Waiter waiter, long now) {
    Flight flight = flights.get(resident);
    if (flight == null) {
      Optional<Refusal> refusal = refusal(resident, now);
      if (refusal.isPresent()) {
        return refusal;
      }
      flight = new Flight(resident);
      flights.put(resident, flight);
    }
    return flight.add(waiter, now)
        ? Optional.empty()
        : Optional.of(
            new Refusal(
                Reason.BUSY, ModelException.busy("too many wait for " + resident.label(), null)));
  }

  private Optional<Refusal> refusal(Resident resident, long now) {
    if (closed || resident.retired()) {
      return Optional.of(Refusal.unavailable(resident.label() + " was retired just now"));
    }
    Optional<ModelException> fault = resident.pause().now(now);
    if (fault.isPresent()) {
      return Optional.of(new Refusal(Reason.UNAVAILABLE, fault.get()));
    }
    return resident.bytes() > budget.bytes()
        ? Optional.of(Refusal.unavailable(budget.lack(resident.label(), resident.bytes())))
        : Optional.empty();
  }

  /** Takes a waiter out; false if it isn't there. */
  boolean forget(Resident resident, Waiter waiter) {
    Flight flight = flights.get(resident);
    return flight != null && flight.remove(waiter);
  }

  /** Takes out all who wait for a model, whose load goes on. */
  List<Waiter> takeAll(Resident resident) {
    Flight flight = flights.get(resident);
    return flight == null ? List.of() : flight.takeAll();
  }

  /** Takes out all who wait for any model, and asks for no load any more. */
  List<Waiter> close() {
    closed = true;
    List<Waiter> all = new ArrayList<>();
    flights.values().forEach(flight -> all.addAll(flight.takeAll()));
    return all;
  }

  boolean closed() {
    return closed;
  }

  /** Those for which somebody waits, oldest first. */
  List<Flight> pending() {
    flights.values().removeIf(Flight::abandoned);
    return List.copyOf(flights.values());
  }

  /** Ends one, whichever way; who waited for it is told by the caller. */
  List<Waiter> end(Flight flight) {
    flights.remove(flight.resident());
    return flight.takeAll();
  }

  /** Takes out all who have waited too long; what tells them. */
  List<Runnable> late(long now) {
    List<Runnable> late = new ArrayList<>();
    for (Flight flight : flights.values()) {
      for (Flight.Late one : flight.late(now)) {
        Refusal refusal = late(flight.resident(), one.reason());
        late.add(() -> refusal.tell(one.waiter()));
      }
    }
    return late;
  }

  private Refusal late(Resident resident, Reason reason) {
    long lacking = budget.lacking(resident.bytes());
    if (reason == Reason.UNAVAILABLE && Eviction.victims(budget.held(), lacking).isEmpty()) {
      return Refusal.unavailable(budget.lack(resident.label(), resident.bytes()));
    }
    String message = resident.label() + " was not in memory in time";
    return new Refusal(reason, ModelException.busy(message, null));
  }
}
