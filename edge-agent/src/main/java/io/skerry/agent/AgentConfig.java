package io.skerry.agent;

import io.skerry.agent.media.SourceConfig;
import io.skerry.agent.model.ResidencyLimits;
import io.skerry.agent.outbox.OutboxLimits;
import io.skerry.agent.schedule.Limits;
import io.skerry.protocol.json.Copies;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code agent.yaml} and the environment set.
 *
 * @param sources by name, which pipelines refer to; at most 64
 */
record AgentConfig(
    Map<String, SourceConfig> sources,
    Optional<Outbox> outbox,
    Optional<InferenceKeys> inference,
    Optional<MemoryKeys> memory) {
  private static final String NAME = "[a-z0-9_-]{1,64}";

  AgentConfig {
    sources = Copies.map("sources", sources, 64);
    for (String name : sources.keySet()) {
      if (!name.matches(NAME)) {
        throw new IllegalArgumentException("sources: expected names " + NAME + ", got " + name);
      }
    }
  }

  /** The limits of what waits for a connection. */
  OutboxLimits outboxLimits() {
    OutboxLimits byDefault = OutboxLimits.DEFAULT;
    Outbox set = outbox.orElse(new Outbox(Optional.empty(), Optional.empty()));
    return new OutboxLimits(
        set.maxEvents().orElse(byDefault.maxEvents()), set.maxBytes().orElse(byDefault.maxBytes()));
  }

  /** The key {@code outbox}; what is left out stays as it is by default. */
  record Outbox(Optional<Long> maxEvents, Optional<Long> maxBytes) {}

  /** How much of each model may be under way. */
  Limits limits() {
    return limits(inference);
  }

  private static Limits limits(Optional<InferenceKeys> keys) {
    Limits byDefault = Limits.forThisMachine();
    return keys.map(
            set ->
                new Limits(
                    set.instances().orElse(byDefault.instances()),
                    set.queue().orElse(byDefault.queue()),
                    set.maxBatch().orElse(byDefault.maxBatch()),
                    set.sequences().orElse(byDefault.sequences()),
                    set.sequenceIdleMs().map(Duration::ofMillis).orElse(byDefault.sequenceIdle())))
        .orElse(byDefault);
  }

  /** How much memory models may take. */
  ResidencyLimits residency() {
    return residency(memory);
  }

  private static ResidencyLimits residency(Optional<MemoryKeys> keys) {
    ResidencyLimits byDefault = ResidencyLimits.forThisMachine();
    return keys.map(
            set ->
                new ResidencyLimits(
                    set.budgetMb().map(mb -> (long) mb << 20).orElse(byDefault.budgetBytes()),
                    set.idleMs().map(Duration::ofMillis)))
        .orElse(byDefault);
  }

  /** The key {@code inference}: limits of each model. */
  record InferenceKeys(
      Optional<Integer> instances,
      Optional<Integer> queue,
      Optional<Integer> maxBatch,
      Optional<Integer> sequences,
      Optional<Long> sequenceIdleMs) {}

  /** The key {@code memory}: limits of all models together. */
  record MemoryKeys(Optional<Integer> budgetMb, Optional<Long> idleMs) {}
}
