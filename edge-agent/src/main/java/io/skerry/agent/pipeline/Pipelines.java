package io.skerry.agent.pipeline;

import io.micrometer.core.instrument.MeterRegistry;
import io.skerry.agent.media.SourceConfig;
import io.skerry.agent.model.ActiveModel;
import io.skerry.agent.model.Models;
import io.skerry.protocol.id.ModelName;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The device's pipelines by name, one release each. Thread-safe; what starts or stops one may wait
 * for an inference, what looks at them never waits.
 */
public final class Pipelines implements AutoCloseable {
  private final Map<String, SourceConfig> sources;
  private final Models models;
  private final Origin origin;
  private final EventSink sink;
  private final MeterRegistry registry;
  private final Floor floor = new Floor();
  private final Map<ModelName, PipelineRun> running = new ConcurrentHashMap<>();

  /**
   * None yet.
   *
   * @param sources the device's own sources by name
   * @param models whose models they run
   * @param origin whose results these are
   */
  public Pipelines(
      Map<String, SourceConfig> sources,
      Models models,
      Origin origin,
      EventSink sink,
      MeterRegistry registry) {
    this.sources = Map.copyOf(sources);
    this.models = models;
    this.origin = origin;
    this.sink = sink;
    this.registry = registry;
  }

  /** Why this pipeline can't run here, as far as is known now; empty if it can. */
  public Optional<String> refusal(PipelineSpec spec) {
    return sources.containsKey(spec.source())
        ? models.find(spec.model()).flatMap(ActiveModel::unfed)
        : Optional.of(
            "source '%s' is not configured, this device has %s"
                .formatted(spec.source(), sources.keySet()));
  }

  /**
   * Starts a pipeline in place of the one of its name. It waits for its model if none is active; it
   * is at fault from the start if the one before does not end.
   *
   * @throws IllegalArgumentException where {@link #refusal} gives a reason
   */
  public synchronized void start(PipelineSpec spec) {
    refusal(spec)
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException(reason);
            });
    ModelName name = spec.release().model();
    boolean ended = end(name).map(PipelineRun::ended).orElse(true);
    Emitter emitter = new Emitter(name.name(), origin, sink, counts(name));
    PipelineRun run =
        new PipelineRun(new Context(spec, sources.get(spec.source()), models, emitter, floor));
    if (!ended) {
      run.counts().failed("the pipeline before this one does not end");
    }
    running.put(name, run);
    run.start();
  }

  private PipelineCounts counts(ModelName name) {
    return new PipelineCounts(name.name(), registry);
  }

  /** Stops a pipeline and forgets its counts; nothing happens where none of this name runs. */
  public synchronized void stop(ModelName name) {
    end(name).ifPresent(run -> run.counts().remove(registry));
  }

  private Optional<PipelineRun> end(ModelName name) {
    Optional<PipelineRun> run = Optional.ofNullable(running.remove(name));
    try {
      if (run.isPresent()) {
        run.get().stop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it was told to stop, and does so unwatched
    }
    return run;
  }

  /** Sets the score below which no pipeline tells results; takes effect with the next frame. */
  public void floor(float minScore) {
    floor.set(minScore);
  }

  /** The score below which no pipeline tells results. */
  public float floor() {
    return floor.get();
  }

  /** Why the pipeline of this name can't do its work, if it can't. */
  public Optional<String> fault(ModelName name) {
    return Optional.ofNullable(running.get(name)).flatMap(run -> run.status().fault());
  }

  /** What runs, by name. */
  public List<PipelineStatus> list() {
    return running.values().stream()
        .map(PipelineRun::status)
        .sorted(Comparator.comparing(status -> status.spec().release()))
        .toList();
  }

  /** Stops all of them. */
  @Override
  public synchronized void close() {
    List.copyOf(running.keySet()).forEach(this::stop);
  }
}
