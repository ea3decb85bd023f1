package io.skerry.agent.update;

import io.skerry.agent.fetch.Progress;
import io.skerry.agent.state.Attempt;
import io.skerry.agent.state.DeviceState;
import io.skerry.agent.update.Repository.Refreshed;
import io.skerry.protocol.activation.VerifiedAssignment;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.message.Assignment;
import io.skerry.protocol.message.Assignment.Desired;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.trust.TrustException.Reason;
import io.skerry.protocol.tuf.TrustedMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One turn of the update flow: take what came, compare what is wanted with what is, do what is
 * left. Nothing is inferred from what an earlier turn did. Update thread only.
 */
final class Turn implements Progress {
  private static final long WATCH_MS = 200;
  private static final long IDLE_MS = 60_000;
  private static final String WITHDRAWN = "taken out of targets by its publisher";

  private final DeviceState state;
  private final Signals signals;
  private final AssignmentGate gate;
  private final Repository repository;
  private final Work work;
  private boolean collected;
  private boolean stale; // there is newer metadata, perhaps

  Turn(DeviceState state, Signals signals, AssignmentGate gate, Repository repository, Work work) {
    this.state = state;
    this.signals = signals;
    this.gate = gate;
    this.repository = repository;
    this.work = work;
  }

  /** What a turn does its work with. */
  record Work(
      Activator activator,
      Bringer bringer,
      Probation probation,
      Inventory inventory,
      Journal journal,
      Retry retry) {}

  /** Takes a turn; gives how long the next one may wait if no signal comes. */
  long take() throws IOException, InterruptedException {
    Optional<byte[]> envelope = signals.takeAssignment();
    boolean news = signals.takeMetadata();
    stale |= news;
    boolean connected = signals.takeConnected();
    if (envelope.isPresent()) {
      gate.take(envelope.get());
      stale |= gate.waits();
    }
    if (envelope.isPresent() || news || connected) {
      work.retry().now();
    }
    retire();
    boolean left = stale || !pending().isEmpty();
    if (left && work.retry().due()) {
      left = !advance();
    }
    boolean watching = work.probation().look();
    if (left || watching) {
      collected = false;
      return watching ? WATCH_MS : Math.max(WATCH_MS, work.retry().waitMs());
    }
    if (!collected) {
      work.inventory().collect();
      collected = true;
    }
    return IDLE_MS;
  }

  @Override
  public boolean goOn() {
    try {
      work.probation().look();
      return !signals.hasAssignment() && !Thread.currentThread().isInterrupted();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void reached(int present, int all) {
    // What is here shows on disk; the next report says which phase it is.
  }

  /** Refreshes metadata and brings what is pending; whether nothing is left to be tried again. */
  private boolean advance() throws IOException, InterruptedException {
    Refreshed refreshed = repository.refresh();
    if (refreshed instanceof Refreshed.Fresh fresh && lacksOne(fresh.trusted())) {
      refreshed = repository.refreshByAsking(); // what was pushed may be older than the assignment
    }
    switch (refreshed) {
      case Refreshed.Fresh(TrustedMetadata trusted) -> {
        stale = false;
        gate.retry();
        follow(trusted);
        noteWithdrawn(trusted);
      }
      case Refreshed.Refused _, Refreshed.Unreachable _ -> work.retry().later();
    }
    return !stale && pending().isEmpty();
  }

  private void follow(TrustedMetadata trusted) throws IOException, InterruptedException {
    List<Desired> pending = pending();
    Optional<Assignment> assignment = assignment();
    if (pending.isEmpty() || assignment.isEmpty()) {
      return;
    }
    if (!assignment.get().expires().isAfter(work.journal().now())) {
      work.journal()
          .refuse(
              TrustException.of(
                  Reason.EXPIRED,
                  "assignment " + assignment.get().version(),
                  "an expiry after " + work.journal().now(),
                  assignment.get().expires()));
      work.retry().later();
      return;
    }
    work.bringer().bring(pending, assignment.get(), trusted, this);
  }

  private void retire() {
    Optional<Assignment> assignment = assignment();
    if (assignment.isEmpty()) {
      return;
    }
    Set<ModelName> known = new HashSet<>(work.activator().running());
    known.addAll(state.releases().attempts().keySet());
    known.addAll(state.releases().healthy().keySet());
    for (ModelName model : Plan.superfluous(assignment.get(), known)) {
      work.activator().retire(model);
      state.releases().forget(model);
      collected = false;
      work.journal().changed();
    }
  }

  private boolean lacksOne(TrustedMetadata trusted) {
    return pending().stream().anyMatch(desired -> trusted.find(desired.release()).isEmpty());
  }

  /** A release that its publisher took back goes on where it runs, and says so. */
  private void noteWithdrawn(TrustedMetadata trusted) {
    for (Attempt attempt : state.releases().attempts().values()) {
      if (attempt.serves()
          && trusted.find(attempt.desired().release()).isEmpty()
          && !attempt.status().detail().endsWith(WITHDRAWN)) {
        work.journal().remark(attempt, WITHDRAWN);
      }
    }
  }

  private List<Desired> pending() {
    return assignment()
        .map(assignment -> Plan.pending(assignment, state.releases().attempts()))
        .orElse(List.of());
  }

  private Optional<Assignment> assignment() {
    return state.assignments().current().map(VerifiedAssignment::assignment);
  }
}
