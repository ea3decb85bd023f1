package io.skerry.agent;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.skerry.agent.engine.Engines;
import io.skerry.agent.engine.SessionOptions;
import io.skerry.agent.engine.gpu.GpuMeters;
import io.skerry.agent.engine.gpu.Gpus;
import io.skerry.agent.model.ModelLoader;
import io.skerry.agent.model.Models;
import io.skerry.agent.model.Residency;
import io.skerry.agent.model.RunOptions;
import io.skerry.agent.oip.OipLimits;
import io.skerry.agent.oip.Protocol;
import io.skerry.agent.pipeline.EventSink;
import io.skerry.agent.pipeline.Origin;
import io.skerry.agent.pipeline.Pipelines;
import io.skerry.agent.release.ReleaseHost;
import io.skerry.agent.release.Releases;
import io.skerry.agent.schedule.PlanFile;
import io.skerry.agent.text.TokenizerLibrary;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What runs models and pipelines. Thread-safe; the maker closes it. */
record Inference(
    MeterRegistry registry,
    Residency residency,
    Models models,
    Pipelines pipelines,
    ReleaseHost host)
    implements AutoCloseable {
  /** The engines that reports name. */
  static final List<String> ENGINES = List.of("onnxruntime", "tensorrt");

  /**
   * Runs nothing yet.
   *
   * @param folders the device's own, by name
   */
  static Inference of(
      Observers observers,
      AgentConfig settings,
      Origin origin,
      EventSink sink,
      Function<String, Path> folders) {
    MeterRegistry registry = observers.registry();
    Residency residency = new Residency(settings.residency(), registry);
    Models models = new Models(registry, observers.tracing().frames());
    Pipelines pipelines = new Pipelines(settings.sources(), models, origin, sink, registry);
    ModelLoader loader =
        new ModelLoader(
            Engines.all(settings.gpuLimits(folders.apply("engines"))),
            new RunOptions(
                new SessionOptions(1), // more instances of one thread each do more than the reverse
                settings.limits(),
                Optional.of(measured(folders.apply("batching.json")))),
            residency,
            new TokenizerLibrary(folders.apply("tokenizers")));
    new GpuMeters(Gpus.here()).bindAside(registry);
    ReleaseHost host = Releases.host(loader, models, pipelines);
    return new Inference(registry, residency, models, pipelines, host);
  }

  private static PlanFile measured(Path file) {
    Build build = Build.current();
    int cores = Runtime.getRuntime().availableProcessors();
    String made = build.version() + " of " + build.time() + " on " + cores + " " + Build.arch();
    return new PlanFile(file, made);
  }

  /** What callers beside the device may ask for. */
  Protocol protocol(OipLimits limits) {
    return Protocol.of(models.catalogue(), limits, Build.current().version());
  }

  /** How many inferences the releases that run have done. */
  double count() {
    return registry.find("skerry.inferences").timers().stream().mapToLong(Timer::count).sum();
  }

  @Override
  public void close() {
    pipelines.close();
    models.close();
    residency.close();
  }
}
