package io.skerry.agent;

import io.skerry.agent.engine.GpuLimits;
import io.skerry.agent.media.SourceConfig;
import io.skerry.agent.model.ResidencyLimits;
import io.skerry.agent.oip.OipLimits;
import io.skerry.agent.outbox.OutboxLimits;
import io.skerry.agent.schedule.Limits;
import io.skerry.protocol.json.Copies;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What {@code agent.yaml} and the environment set.
 *
 * @param sources by name, which pipelines refer to; at most 64
 */
record AgentConfig(
    Map<String, SourceConfig> sources,
    Optional<Outbox> outbox,
    Optional<InferenceKeys> inference,
    Optional<MemoryKeys> memory,
    Optional<Gpu> gpu,
    Optional<Api> api) {
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

  /** The limits of engines for GPUs, which are kept in a folder. */
  GpuLimits gpuLimits(Path folder) {
    GpuLimits byDefault = GpuLimits.in(folder);
    Gpu set = gpu.orElse(new Gpu(Optional.empty(), Optional.empty()));
    return new GpuLimits(
        folder,
        set.cacheMb().map(AgentConfig::bytes).orElse(byDefault.cacheBytes()),
        set.memoryMb().map(mb -> OptionalLong.of(bytes(mb))).orElse(byDefault.memoryBytes()));
  }

  /** How much callers may ask for at once. */
  OipLimits callers() {
    OipLimits byDefault = OipLimits.usual();
    return api.map(set -> byDefault.withBytes(set.requestMb() << 20, bytes(set.heldMb())))
        .orElse(byDefault);
  }

  private static long bytes(int mb) {
    return (long) mb << 20;
  }

  /**
   * The key {@code gpu}; what is left out stays as it is by default.
   *
   * @param memoryMb the most that one model may hold on the GPU, in MiB
   * @param cacheMb the most that finished engines take on disk, in MiB
   */
  record Gpu(Optional<Integer> memoryMb, Optional<Integer> cacheMb) {
    Gpu {
      atLeast("memoryMb", memoryMb, 1);
      atLeast("cacheMb", cacheMb, 0);
    }

    private static void atLeast(String key, Optional<Integer> value, int least) {
      if (value.isPresent() && value.get() < least) {
        throw new IllegalArgumentException(
            "gpu." + key + ": expected at least " + least + ", got " + value.get());
      }
    }
  }

  /**
   * The key {@code api}: what callers over all protocols may ask for.
   *
   * @param maxRequestMb the most that one request takes, in MiB
   * @param maxHeldMb the most that all requests at once take, in MiB
   */
  record Api(Optional<Integer> maxRequestMb, Optional<Integer> maxHeldMb) {
    private static final int MOST_REQUEST_MB = 256;
    private static final int MOST_HELD_MB = 65_536;

    Api {
      within("maxRequestMb", maxRequestMb, 1, MOST_REQUEST_MB);
      within("maxHeldMb", maxHeldMb, 1, MOST_HELD_MB);
      int request = requestMb(maxRequestMb);
      int held = heldMb(maxHeldMb, request);
      if (held < request) {
        throw new IllegalArgumentException(
            "api.maxHeldMb: expected at least api.maxRequestMb, which is %d, got %d"
                .formatted(request, held));
      }
    }

    int requestMb() {
      return requestMb(maxRequestMb);
    }

    int heldMb() {
      return heldMb(maxHeldMb, requestMb());
    }

    private static int requestMb(Optional<Integer> given) {
      return given.orElse(OipLimits.usual().bodyBytes() >> 20);
    }

    /** Two of the largest requests, unless given. */
    private static int heldMb(Optional<Integer> given, int requestMb) {
      return given.orElse(2 * requestMb);
    }

    private static void within(String key, Optional<Integer> value, int least, int most) {
      if (value.isPresent() && (value.get() < least || value.get() > most)) {
        throw new IllegalArgumentException(
            "api.%s: expected %d to %d, got %d".formatted(key, least, most, value.get()));
      }
    }
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
