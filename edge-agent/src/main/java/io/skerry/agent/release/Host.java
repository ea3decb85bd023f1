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
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Hands each kind of release to what runs it. Thread-safe. */
final class Host implements ReleaseHost {
  private final ModelLoader loader;
  private final Models models;
  private final Pipelines pipelines;
  private final AtomicReference<Optional<ModelName>> config =
      new AtomicReference<>(Optional.empty());

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
    float floor = parameters.number("minScore").orElse(0.0).floatValue();
    return new SimpleCandidate(
        "no result below " + floor,
        () -> {
          config.set(Optional.of(name));
          pipelines.floor(floor);
        });
  }

  @Override
  public void retire(ModelName name) {
    models.retire(name);
    pipelines.stop(name);
    if (config.get().equals(Optional.of(name))) {
      config.set(Optional.empty());
      pipelines.floor(0);
    }
  }

  @Override
  public Optional<String> fault(ModelName name) {
    return models
        .find(name)
        .flatMap(active -> active.health().fault())
        .or(() -> pipelines.fault(name));
  }
}
