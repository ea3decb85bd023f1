package io.skerry.agent;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.skerry.agent.engine.Engines;
import io.skerry.agent.engine.SessionOptions;
import io.skerry.agent.media.SourceConfig;
import io.skerry.agent.model.ModelLoader;
import io.skerry.agent.model.Models;
import io.skerry.agent.pipeline.EventSink;
import io.skerry.agent.pipeline.Origin;
import io.skerry.agent.pipeline.Pipelines;
import io.skerry.agent.release.ReleaseHost;
import io.skerry.agent.release.Releases;
import io.skerry.protocol.manifest.Variant.EngineKind;
import java.util.List;
import java.util.Map;

/** What runs models and pipelines. Thread-safe; the maker closes it. */
record Inference(MeterRegistry registry, Models models, Pipelines pipelines, ReleaseHost host)
    implements AutoCloseable {
  /** The engines that reports name. */
  static final List<String> ENGINES = List.of("onnxruntime");

  static Inference of(
      MeterRegistry registry, Map<String, SourceConfig> sources, Origin origin, EventSink sink) {
    Models models = new Models(registry);
    Pipelines pipelines = new Pipelines(sources, models, origin, sink, registry);
    ModelLoader loader =
        new ModelLoader(
            Map.of(EngineKind.ONNXRUNTIME, Engines.onnxRuntime()), SessionOptions.forThisMachine());
    return new Inference(registry, models, pipelines, Releases.host(loader, models, pipelines));
  }

  /** How many inferences the releases that run have done. */
  double count() {
    return registry.find("skerry.inferences").timers().stream().mapToLong(Timer::count).sum();
  }

  @Override
  public void close() {
    pipelines.close();
    models.close();
  }
}
