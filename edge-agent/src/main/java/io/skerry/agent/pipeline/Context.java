package io.skerry.agent.pipeline;

import io.skerry.agent.media.SourceConfig;
import io.skerry.agent.model.ActiveModel;
import io.skerry.agent.model.Lease;
import io.skerry.agent.model.Models;
import io.skerry.agent.pipeline.PipelineStatus.State;
import java.util.Optional;

/**
 * What a pass of a pipeline works with. Thread-safe.
 *
 * @param floor below which no pipeline tells results
 */
record Context(
    PipelineSpec spec, SourceConfig source, Models models, Emitter emitter, Floor floor) {
  private static final long WAIT_MS = 500;

  /** The score below which nothing is told now. */
  float minScore(ActiveModel active) {
    return Math.max(floor.get(), spec.minScore().orElse(active.minScore()));
  }

  /** Leases the model for one frame or block, waiting until one is active. */
  Lease lease() throws InterruptedException {
    Optional<Lease> lease = leased();
    if (lease.isPresent()) {
      return lease.get();
    }
    counts().state(State.WAITING);
    while (lease.isEmpty()) {
      lease = models.await(spec.model(), WAIT_MS) ? leased() : Optional.empty();
    }
    counts().state(State.RUNNING);
    return lease.get();
  }

  private Optional<Lease> leased() {
    return models.lease(spec.model(), models.terms(spec.release().model().toString()));
  }

  PipelineCounts counts() {
    return emitter.counts();
  }
}
