package io.skerry.agent.update;

import io.skerry.agent.state.Attempt;
import io.skerry.agent.state.DeviceState;
import io.skerry.agent.state.Healthy;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.message.Assignment.Desired;
import io.skerry.protocol.message.ReleaseStatus.Phase;
import io.skerry.protocol.trust.TrustException;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a release up and sees to it that the last healthy one runs, if it is still at or above its
 * floor. The failure is on disk before anything is stopped. Update thread only.
 */
final class GoBack {
  private static final Logger LOG = LoggerFactory.getLogger(GoBack.class);

  private final DeviceState state;
  private final Journal journal;
  private final Activator activator;
  private final Manifests manifests;
  private final Repository repository;

  GoBack(
      DeviceState state,
      Journal journal,
      Activator activator,
      Manifests manifests,
      Repository repository) {
    this.state = state;
    this.journal = journal;
    this.activator = activator;
    this.manifests = manifests;
    this.repository = repository;
  }

  /** Gives an attempt up for this reason. */
  void giveUp(Attempt attempt, String reason) throws IOException {
    journal.phase(attempt, Phase.FAILED, reason);
    leave(attempt.desired());
  }

  /** Sees to it that the last healthy release runs in this one's place, whatever is fetched. */
  void leave(Desired failed) throws IOException {
    ModelName model = failed.release().model();
    Optional<Healthy> last = Optional.ofNullable(state.releases().healthy().get(model));
    Optional<Desired> runs = activator.running(model);
    if (last.isPresent()) {
      boolean back = runs.equals(Optional.of(last.get().desired()));
      if (!back && !(startable(last.get()) && start(last.get()))) {
        activator.retire(model);
      }
    } else if (runs.equals(Optional.of(failed))) {
      activator.retire(model); // a release that failed must not go on serving
    }
    journal.changed();
  }

  /** Starts a last healthy release; whether it runs. The start counts until it ran for long. */
  boolean start(Healthy last) throws IOException {
    Optional<Manifest> manifest = manifests.read(last.manifest());
    if (manifest.isEmpty()) {
      LOG.error("{}: its manifest is damaged, it can't be started", last.desired().release());
      return false;
    }
    state.releases().save(last.started(last.starts() + 1));
    Activator.Started started =
        activator.start(last.desired(), manifest.get(), last.status().variant());
    return switch (started) {
      case Activator.Started.Runs _ -> {
        LOG.info("{} runs as the last healthy release", last.desired().release());
        yield true;
      }
      case Activator.Started.Failed failed -> {
        state.releases().save(last); // the process goes on
        LOG.error("{} can't be started: {}", last.desired().release(), failed.reason());
        yield false;
      }
    };
  }

  private boolean startable(Healthy last) throws IOException {
    try {
      repository.requireFloor(last.desired().release());
      return last.starts() < Healthy.MAX_STARTS;
    } catch (TrustException e) {
      journal.refuse(e);
      return false;
    }
  }
}
