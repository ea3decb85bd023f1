package io.skerry.agent.update;

import io.skerry.agent.state.Attempt;
import io.skerry.agent.state.DeviceState;
import io.skerry.agent.state.Healthy;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.message.ReleaseStatus.Phase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts what ran when the process ended, before and without any connection: every blob is verified
 * by its hash, nothing is asked whether it has expired. Update thread only, once.
 */
final class Restart {
  private static final Logger LOG = LoggerFactory.getLogger(Restart.class);

  private final DeviceState state;
  private final Journal journal;
  private final Stager stager;
  private final Starter starter;
  private final GoBack goBack;

  Restart(DeviceState state, Journal journal, Stager stager, Starter starter, GoBack goBack) {
    this.state = state;
    this.journal = journal;
    this.stager = stager;
    this.starter = starter;
    this.goBack = goBack;
  }

  /** Starts models, then configuration, then pipelines. */
  void restore() throws IOException {
    Map<ModelName, Attempt> attempts = state.releases().attempts();
    List<Entry> entries = new ArrayList<>();
    for (Attempt attempt : attempts.values()) {
      if (attempt.serves()) {
        Blob file = attempt.manifest().orElseThrow();
        entries.add(new Entry(order(file), () -> restart(attempt, file)));
      }
    }
    for (Map.Entry<ModelName, Healthy> last : state.releases().healthy().entrySet()) {
      Attempt attempt = attempts.get(last.getKey());
      if (attempt == null || !attempt.serves()) {
        entries.add(new Entry(order(last.getValue().manifest()), () -> restart(last.getValue())));
      }
    }
    entries.sort(Comparator.comparingInt(Entry::order));
    for (Entry entry : entries) {
      entry.step().run();
    }
  }

  private void restart(Attempt attempt, Blob file) throws IOException {
    Optional<Manifest> manifest = stager.intact(file, attempt.status().variant());
    Optional<Healthy> last =
        Optional.ofNullable(state.releases().healthy().get(attempt.desired().release().model()));
    Optional<Healthy> same = last.filter(one -> one.desired().equals(attempt.desired()));
    if (manifest.isEmpty()) {
      LOG.error("{} is damaged and will be fetched again", attempt.desired().release());
      journal.phase(attempt, Phase.FETCHING, "damaged on this disk");
      if (last.isPresent() && same.isEmpty()) {
        restart(last.get());
      }
    } else if (attempt.status().phase() != Phase.HEALTHY || same.isEmpty()) {
      starter.start(attempt, manifest.get());
    } else if (same.get().starts() >= Healthy.MAX_STARTS || !goBack.start(same.get())) {
      goBack.giveUp(attempt, "it could not be started again");
    }
  }

  private void restart(Healthy last) throws IOException {
    boolean intact = stager.intact(last.manifest(), last.status().variant()).isPresent();
    if (!intact || last.starts() >= Healthy.MAX_STARTS || !goBack.start(last)) {
      LOG.error(
          "{} does not run: {}",
          last.desired().release(),
          intact ? "it could not be started again" : "it is damaged on this disk");
    }
  }

  private int order(Blob file) throws IOException {
    return stager.manifest(file).map(Manifests::order).orElse(0);
  }

  private record Entry(int order, Step step) {}

  private interface Step {
    void run() throws IOException;
  }
}
