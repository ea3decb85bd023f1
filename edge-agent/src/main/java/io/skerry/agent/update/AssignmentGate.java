package io.skerry.agent.update;

import io.skerry.agent.state.DeviceState;
import io.skerry.protocol.activation.AssignmentVerifier;
import io.skerry.protocol.activation.Recipient;
import io.skerry.protocol.activation.VerifiedAssignment;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.trust.TrustException.Reason;
import io.skerry.protocol.tuf.Root;
import java.io.IOException;
import java.util.Optional;

/**
 * Lets only verified assignments in, and remembers them before anything is done about them. One
 * that known keys did not sign is tried again once the metadata, and perhaps root, are fresh.
 * Update thread only.
 */
final class AssignmentGate {
  private final Recipient me;
  private final DeviceState state;
  private final Repository repository;
  private final TrustClock clock;
  private final Journal journal;
  private Optional<byte[]> unsigned = Optional.empty();

  AssignmentGate(
      Recipient me, DeviceState state, Repository repository, TrustClock clock, Journal journal) {
    this.me = me;
    this.state = state;
    this.repository = repository;
    this.clock = clock;
    this.journal = journal;
  }

  /** Accepts or refuses an envelope. */
  void take(byte[] envelope) throws IOException {
    unsigned = Optional.empty();
    try {
      verify(envelope);
    } catch (TrustException e) {
      if (e.reason() != Reason.SIGNATURE) {
        journal.refuse(e);
        return;
      }
      unsigned = Optional.of(envelope);
    }
  }

  /** Whether an envelope waits for fresh metadata to be tried again. */
  boolean waits() {
    return unsigned.isPresent();
  }

  /** Tries again what no known key had signed; called when metadata were refreshed. */
  void retry() throws IOException {
    if (unsigned.isEmpty()) {
      return;
    }
    try {
      verify(unsigned.get());
      unsigned = Optional.empty();
    } catch (TrustException e) {
      journal.refuse(e);
    }
  }

  private void verify(byte[] envelope) throws TrustException, IOException {
    Root root = repository.stored().root().metadata();
    clock.forget(root);
    VerifiedAssignment verified =
        AssignmentVerifier.verify(envelope, root, me, state.assignments().mark(), clock.instant());
    if (!state.assignments().current().equals(Optional.of(verified))) {
      state.assignments().accept(verified);
      clock.accepted(verified.mark());
    }
    journal.changed();
  }
}
