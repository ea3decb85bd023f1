package io.skerry.agent.update;

import io.skerry.agent.fetch.Progress;
import io.skerry.agent.release.ReleaseException;
import io.skerry.agent.state.Attempt;
import io.skerry.agent.state.DeviceState;
import io.skerry.agent.state.Healthy;
import io.skerry.agent.update.Stager.Staged;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.message.Assignment;
import io.skerry.protocol.message.Assignment.Desired;
import io.skerry.protocol.message.ReleaseStatus.Phase;
import io.skerry.protocol.tuf.TrustedMetadata;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Brings desired releases from their names to probation, one after the other: manifest, blobs,
 * proof, activation. Each step is written down first and can be done again. Update thread only.
 */
final class Bringer {
  private final DeviceState state;
  private final Journal journal;
  private final Stager stager;
  private final Starter starter;
  private final InstantSource clock;

  Bringer(DeviceState state, Journal journal, Stager stager, Starter starter, InstantSource clock) {
    this.state = state;
    this.journal = journal;
    this.stager = stager;
    this.starter = starter;
    this.clock = clock;
  }

  /** Does what it can for these; returns early where something newer came. */
  void bring(
      List<Desired> pending, Assignment assignment, TrustedMetadata trusted, Progress progress)
      throws IOException, InterruptedException {
    List<Described> described = new ArrayList<>();
    for (Desired desired : pending) {
      Attempt attempt = begin(desired, assignment.version());
      switch (stager.describe(desired, trusted, progress)) {
        case Staged.Described found ->
            described.add(
                new Described(journal.save(attempt.described(found.file())), found.manifest()));
        case Staged.Failed failed -> starter.giveUp(attempt, failed.reason());
        case Staged.Refused refused -> refuse(attempt, refused);
        case Staged.Superseded _ -> {
          return;
        }
        case Staged.Complete _ -> throw new IllegalStateException("a manifest without content");
      }
    }
    described.sort(Comparator.comparingInt(one -> Manifests.order(one.manifest())));
    for (Described one : described) {
      if (!progress.goOn() || !complete(one, progress)) {
        return;
      }
    }
  }

  private boolean complete(Described one, Progress progress)
      throws IOException, InterruptedException {
    Optional<String> variant;
    try {
      variant = Manifests.variant(one.manifest(), one.attempt().status().variant());
    } catch (ReleaseException e) {
      starter.giveUp(one.attempt(), e.getMessage());
      return true;
    }
    Attempt attempt = journal.save(one.attempt().taking(variant));
    switch (stager.complete(one.manifest(), variant, starter.donors(), progress)) {
      case Staged.Complete _ ->
          starter.start(journal.phase(attempt, Phase.STAGED, ""), one.manifest());
      case Staged.Failed failed -> starter.giveUp(attempt, failed.reason());
      case Staged.Refused refused -> refuse(attempt, refused);
      case Staged.Superseded _ -> {
        return false;
      }
      case Staged.Described _ -> throw new IllegalStateException("blobs without content");
    }
    return true;
  }

  /** Goes on with an attempt of the same kind, whose starts count, or begins a new one. */
  private Attempt begin(Desired desired, long version) {
    Attempt before = state.releases().attempts().get(desired.release().model());
    boolean same =
        before != null && before.desired().equals(desired) && before.assignment() == version;
    Attempt fresh = Attempt.begin(desired, version, clock.instant());
    return journal.save(fresh.taking(taken(desired, same)).started(same ? before.starts() : 0));
  }

  /**
   * The variant that this attempt, or a release that serves, took before: what is free now says
   * nothing about it, since it may itself be what uses the memory.
   */
  private Optional<String> taken(Desired desired, boolean same) {
    ModelName model = desired.release().model();
    Optional<Attempt> attempt =
        Optional.ofNullable(state.releases().attempts().get(model))
            .filter(before -> same || before.serves())
            .filter(before -> before.desired().release().equals(desired.release()));
    Optional<Healthy> last =
        Optional.ofNullable(state.releases().healthy().get(model))
            .filter(before -> before.desired().release().equals(desired.release()));
    return attempt
        .flatMap(before -> before.status().variant())
        .or(() -> last.flatMap(before -> before.status().variant()));
  }

  private void refuse(Attempt attempt, Staged.Refused refused) throws IOException {
    journal.refuse(refused.fault());
    starter.giveUp(attempt, refused.fault().getMessage());
  }

  private record Described(Attempt attempt, Manifest manifest) {}
}
