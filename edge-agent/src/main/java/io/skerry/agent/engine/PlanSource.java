package io.skerry.agent.engine;

import io.skerry.agent.engine.gpu.Gpus;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TensorRT's engine of an ONNX file, from the cache or its builder. Only where TensorRT works. */
final class PlanSource implements EngineSource {
  private static final Logger LOG = LoggerFactory.getLogger(PlanSource.class);

  private final Path model;
  private final GpuOptions asked;
  private final OptionalLong memoryBytes;
  private final EngineCache cache;
  private final CacheKey key;
  private final String meanwhile;

  PlanSource(
      Path model, GpuOptions asked, OptionalLong memoryBytes, EngineCache cache, String meanwhile) {
    this.model = model;
    this.asked = asked;
    this.memoryBytes = memoryBytes;
    this.cache = cache;
    this.meanwhile = meanwhile;
    this.key =
        new CacheKey(
            asked.model(),
            "TensorRT " + TensorRtLibraries.version(),
            Gpus.here().list().getFirst(),
            ShapeRanges.asked(asked),
            asked.precision());
  }

  @Override
  public String name() {
    return key.runtime() + " engine";
  }

  @Override
  public String meanwhile() {
    return meanwhile;
  }

  /** One that TensorRT can't read, although its bytes are whole, is forgotten. */
  @Override
  public Optional<PartialSession> kept() {
    try (Arena arena = Arena.ofShared()) {
      Optional<MemorySegment> plan = cache.find(key.text(), arena);
      if (plan.isEmpty()) {
        return Optional.empty();
      }
      try {
        return Optional.of(TensorRtSession.of(TensorRtPlan.read(plan.get()), memoryBytes));
      } catch (EngineException e) {
        LOG.warn("a kept engine is made again: {}", e.getMessage());
        cache.drop(key.text());
        return Optional.empty();
      }
    } catch (IOException e) {
      LOG.warn("kept engines can't be read: {}", e.toString());
      return Optional.empty();
    }
  }

  @Override
  public PartialSession make(BuildProgress progress) throws EngineException {
    AtomicReference<TensorRtPlan> made = new AtomicReference<>();
    try (Arena arena = Arena.ofShared();
        PlanBuilder builder = PlanBuilder.of(model)) {
      PlanBuilder.Recipe recipe =
          new PlanBuilder.Recipe(
              ShapeRanges.of(builder.inputs(), asked),
              asked.precision(),
              memoryBytes,
              cache.find(key.timingText(), arena));
      builder.build(
          recipe,
          progress,
          (plan, timings) -> {
            made.set(TensorRtPlan.read(plan));
            keep(key.text(), plan);
            keep(key.timingText(), timings);
          });
    } catch (IOException e) {
      throw new EngineException("kept timings can't be read: " + e, e);
    }
    return TensorRtSession.of(made.get(), memoryBytes);
  }

  /** A full disk costs the next start its time, nothing else. */
  private void keep(String name, MemorySegment bytes) {
    try {
      cache.put(name, bytes);
    } catch (IOException e) {
      LOG.warn("an engine can't be kept: {}", e.toString());
    }
  }
}
