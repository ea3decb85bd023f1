package io.skerry.agent.release;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.skerry.agent.engine.SessionOptions;
import io.skerry.agent.engine.WatchedEngine;
import io.skerry.agent.media.SourceConfig;
import io.skerry.agent.model.Examples;
import io.skerry.agent.model.ModelLoader;
import io.skerry.agent.model.Models;
import io.skerry.agent.model.Residency;
import io.skerry.agent.model.ResidencyLimits;
import io.skerry.agent.model.RunOptions;
import io.skerry.agent.pipeline.Origin;
import io.skerry.agent.pipeline.PipelineStatus;
import io.skerry.agent.pipeline.Pipelines;
import io.skerry.agent.schedule.Limits;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.manifest.ConfigContent;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.Parameter;
import io.skerry.protocol.manifest.PipelineContent;
import io.skerry.protocol.manifest.Variant.EngineKind;
import io.skerry.protocol.message.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/** A host with everything behind it, for tests. */
final class Bench implements AutoCloseable {
  static final ModelName DOOR = ModelName.parse("pipelines/door");

  final WatchedEngine engine = new WatchedEngine();
  final Residency residency =
      new Residency(ResidencyLimits.forThisMachine(), new SimpleMeterRegistry());
  final Models models = new Models(new SimpleMeterRegistry());
  final List<Event> events = new CopyOnWriteArrayList<>();
  final Pipelines pipelines;
  final ReleaseHost host;

  Bench(Map<String, SourceConfig> sources) {
    pipelines =
        new Pipelines(
            sources,
            models,
            new Origin(new FleetId("test"), new DeviceId("cam-1")),
            (pipeline, event) -> events.add(event),
            new SimpleMeterRegistry());
    ModelLoader loader =
        new ModelLoader(
            Map.of(EngineKind.ONNXRUNTIME, engine),
            new RunOptions(new SessionOptions(1), Limits.forThisMachine()),
            residency,
            Examples.TOKENIZERS);
    host = Releases.host(loader, models, pipelines);
  }

  /** Prepares and activates; what was proved. */
  String activate(Manifest manifest, Map<String, String> parameters) throws ReleaseException {
    try (ReleaseHost.Candidate candidate =
        host.prepare(manifest, Optional.empty(), parameters, Examples::blob)) {
      candidate.activate();
      return candidate.detail();
    }
  }

  /** {@code pipelines/SOURCE} from that source through this model. */
  static Manifest pipeline(String source, String model) {
    Map<String, Parameter> parameters = new HashMap<>(Examples.minScore("0.3"));
    parameters.put("source", new Parameter.Source(source));
    return Examples.manifest(
        "pipelines/" + source + "@1.0.0",
        parameters,
        new PipelineContent(source, ModelName.parse(model)));
  }

  /** The same, with the model's own {@code minScore}. */
  static Manifest plainPipeline(String source, String model) {
    return Examples.manifest(
        "pipelines/" + source + "@1.0.0",
        Map.of(),
        new PipelineContent(source, ModelName.parse(model)));
  }

  static Manifest config(String minScore) {
    return Examples.manifest("config/shop@1.0.0", Examples.minScore(minScore), new ConfigContent());
  }

  static Manifest config(String release, Map<String, Parameter> parameters) {
    return Examples.manifest(release, parameters, new ConfigContent());
  }

  PipelineStatus status() {
    return pipelines.list().getFirst();
  }

  void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) { // the test's own time limit ends it
      Thread.sleep(10);
    }
  }

  void awaitEnd() throws InterruptedException {
    await(() -> status().state().compareTo(PipelineStatus.State.ENDED) >= 0);
  }

  @Override
  public void close() {
    pipelines.close();
    models.close();
    residency.close();
  }
}
