package io.skerry.agent.release;

import io.skerry.agent.model.ModelLoader;
import io.skerry.agent.model.Models;
import io.skerry.agent.pipeline.Pipelines;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.manifest.ConfigContent;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.PipelineContent;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Hands each kind of release to what runs it. Of several configurations that set the score below
 * which nothing is told, the last by name holds. Thread-safe.
 */
final class Host implements ReleaseHost {
  private final ModelLoader loader;
  private final Models models;
  private final Pipelines pipelines;
  private final NavigableMap<ModelName, Float> floors = new ConcurrentSkipListMap<>();

  Host(ModelLoader loader, Models models, Pipelines pipelines) {
    this.loader = loader;
    this.models = models;
    this.pipelines = pipelines;
  }

  @Override
  public Candidate prepare(
      Manifest manifest, Optional<String> variant, Map<String, String> assigned, BlobFiles blobs)
      throws ReleaseException {
    Parameters parameters = Parameters.of(manifest, assigned);
    return switch (manifest.content()) {
      case ModelContent content ->
          ModelCandidate.prepare(
              new ModelCandidate.Plan(manifest, content, variant, parameters),
              loader,
              models,
              blobs);
      case PipelineContent content ->
          PipelineCandidate.prepare(manifest.release(), content, parameters, pipelines);
      case ConfigContent content -> config(manifest.release().model(), parameters);
    };
  }

  private Candidate config(ModelName name, Parameters parameters) throws ReleaseException {
    Optional<Float> floor = parameters.number("minScore").map(Double::floatValue);
    return new SimpleCandidate(
        floor.map(score -> "no result below " + score).orElse("no score set"),
        () -> setFloor(name, floor));
  }

  private void setFloor(ModelName config, Optional<Float> floor) {
    floor.ifPresentOrElse(score -> floors.put(config, score), () -> floors.remove(config));
    Map.Entry<ModelName, Float> last = floors.lastEntry();
    pipelines.floor(last == null ? 0 : last.getValue());
  }

  @Override
  public void retire(ModelName name) {
    models.retire(name);
    pipelines.stop(name);
    setFloor(name, Optional.empty());
  }

  @Override
  public Optional<String> fault(ModelName name) {
    return models
        .find(name)
        .flatMap(active -> active.health().fault())
        .or(() -> pipelines.fault(name));
  }
}
