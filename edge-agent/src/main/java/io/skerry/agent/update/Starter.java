package io.skerry.agent.update;

import io.skerry.agent.state.Attempt;
import io.skerry.agent.state.DeviceState;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.message.ReleaseStatus.Phase;
import java.io.IOException;
import java.util.List;

/**
 * Proves and activates a staged release. Each start is counted on disk before it begins, so that a
 * release that takes the process down twice is not started a third time. Update thread only.
 */
final class Starter {
  private final DeviceState state;
  private final Journal journal;
  private final Activator activator;
  private final GoBack goBack;
  private final Inventory inventory;

  Starter(
      DeviceState state, Journal journal, Activator activator, GoBack goBack, Inventory inventory) {
    this.state = state;
    this.journal = journal;
    this.activator = activator;
    this.goBack = goBack;
    this.inventory = inventory;
  }

  /** Starts an attempt whose blobs are here and verified. */
  void start(Attempt attempt, Manifest manifest) throws IOException {
    if (attempt.starts() >= Attempt.MAX_STARTS) {
      giveUp(attempt, "it took the process down " + attempt.starts() + " times");
      return;
    }
    if (runsAsLastHealthy(attempt)) {
      journal.healthy(attempt);
      return;
    }
    Attempt proving = journal.phase(attempt.started(attempt.starts() + 1), Phase.PROVING, "");
    switch (activator.start(attempt.desired(), manifest, attempt.status().variant())) {
      case Activator.Started.Runs runs -> journal.probation(proving, runs.variant(), runs.detail());
      case Activator.Started.Failed failed -> giveUp(proving.started(0), failed.reason());
    }
  }

  void giveUp(Attempt attempt, String reason) throws IOException {
    goBack.giveUp(attempt, reason);
  }

  /** Blobs on this device that may share chunks with others. */
  List<Blob> donors() throws IOException {
    return inventory.blobs();
  }

  /** Going back to what went on running all the time needs no start and no probation. */
  private boolean runsAsLastHealthy(Attempt attempt) {
    var model = attempt.desired().release().model();
    var last = state.releases().healthy().get(model);
    return last != null
        && last.desired().equals(attempt.desired())
        && activator.running(model).filter(attempt.desired()::equals).isPresent();
  }
}
