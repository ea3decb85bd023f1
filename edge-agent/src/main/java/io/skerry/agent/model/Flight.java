package io.skerry.agent.model;

import io.skerry.agent.infer.InferOutcome.Reason;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One load and everybody who waits for it. Confined to the residency's lock. */
final class Flight {
  private static final int MOST_WAITERS = 1024;
  private static final long ROOM_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Resident resident;
  private final List<Waiting> waiting = new ArrayList<>();
  private boolean begun;

  private record Waiting(Waiter waiter, long since) {}

  /** Who has waited too long, and why. */
  record Late(Waiter waiter, Reason reason) {}

  Flight(Resident resident) {
    this.resident = resident;
  }

  Resident resident() {
    return resident;
  }

  /** Takes one more; false if too many wait. */
  boolean add(Waiter waiter, long now) {
    return waiting.size() < MOST_WAITERS && waiting.add(new Waiting(waiter, now));
  }

  /** Takes one out; false if it isn't there. */
  boolean remove(Waiter waiter) {
    return waiting.removeIf(one -> one.waiter().equals(waiter));
  }

  /** Whether nobody waits any more, before it has begun. */
  boolean abandoned() {
    return waiting.isEmpty() && !begun;
  }

  /** It is being loaded, or waits for room once more. */
  void begun(boolean loading) {
    begun = loading;
  }

  /** Takes out everybody. */
  List<Waiter> takeAll() {
    List<Waiter> all = waiting.stream().map(Waiting::waiter).toList();
    waiting.clear();
    return all;
  }

  /** Takes out who has waited too long: to a deadline of one's own, or ten seconds for room. */
  List<Late> late(long now) {
    List<Late> late = new ArrayList<>();
    for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
      Waiting one = each.next();
      Optional<Long> deadline = one.waiter().deadlineNanos();
      if (deadline.isPresent() && now - deadline.get() >= 0) {
        late.add(new Late(one.waiter(), begun ? Reason.LATE : Reason.UNAVAILABLE));
        each.remove();
      } else if (!begun && now - one.since() >= ROOM_NANOS) {
        late.add(new Late(one.waiter(), Reason.UNAVAILABLE));
        each.remove();
      }
    }
    return late;
  }
}
