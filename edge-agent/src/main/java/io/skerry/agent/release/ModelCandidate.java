package io.skerry.agent.release;

import io.skerry.agent.model.LoadedModel;
import io.skerry.agent.model.ModelException;
import io.skerry.agent.model.ModelLoader;
import io.skerry.agent.model.Models;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Output;
import io.skerry.protocol.manifest.Variant;
import java.util.Optional;

/** A model that is loaded and proved. Confined to one thread. */
final class ModelCandidate implements ReleaseHost.Candidate {
  private final LoadedModel model;
  private final ModelContent content;
  private final String passedOver;
  private final float minScore;
  private final Models models;
  private boolean held = true;

  private ModelCandidate(
      LoadedModel model, ModelContent content, String passedOver, float minScore, Models models) {
    this.model = model;
    this.content = content;
    this.passedOver = passedOver;
    this.minScore = minScore;
    this.models = models;
  }

  /** What is to be run. */
  record Plan(
      Manifest manifest, ModelContent content, Optional<String> variant, Parameters parameters) {}

  /** Loads and proves it, or shares the session that already runs this very release. */
  static ModelCandidate prepare(
      Plan plan, ModelLoader loader, Models models, ReleaseHost.BlobFiles blobs)
      throws ReleaseException {
    float minScore =
        plan.parameters()
            .number("minScore")
            .map(Double::floatValue)
            .orElse(minScore(plan.content().output()));
    Optional<LoadedModel> running = models.hold(plan.manifest().release());
    if (running.isPresent()) {
      return shared(running.get(), plan, minScore, models);
    }
    try {
      Variant variant = Variants.choose(plan.content(), plan.variant());
      LoadedModel model = loader.load(plan.manifest(), plan.content(), variant, blobs::path);
      String passedOver = Variants.passedOver(plan.content(), variant, Hardware.here());
      return new ModelCandidate(model, plan.content(), passedOver, minScore, models);
    } catch (ModelException e) {
      String message = plan.manifest().release() + ": " + e.getMessage();
      throw switch (e.fault()) {
        case CONTENT, CALLER -> ReleaseException.content(message, e);
        case MACHINE, BUSY, LATE -> ReleaseException.machine(message);
      };
    }
  }

  private static ModelCandidate shared(
      LoadedModel running, Plan plan, float minScore, Models models) throws ReleaseException {
    if (!running.manifest().equals(plan.manifest())) {
      running.letGo();
      throw ReleaseException.content(
          plan.manifest().release() + ": runs with another manifest of the same version");
    }
    return new ModelCandidate(running, plan.content(), "", minScore, models);
  }

  private static float minScore(Output output) {
    return switch (output) {
      case Output.Boxes boxes -> (float) boxes.minScore().value();
      case Output.Activity activity -> (float) activity.threshold().value();
      case Output.Classify _, Output.Embedding _, Output.Ctc _, Output.Generate _, Output.Raw _ ->
          0;
    };
  }

  @Override
  public void activate() {
    if (!held) {
      throw new IllegalStateException("activated or closed already: " + detail());
    }
    held = false;
    models.activate(model, content, minScore);
  }

  @Override
  public Optional<String> variant() {
    return Optional.of(model.proof().variant());
  }

  @Override
  public String detail() {
    String proved = model.proof().detail();
    return passedOver.isEmpty() ? proved : proved + "; " + passedOver;
  }

  @Override
  public void close() {
    if (held) {
      held = false;
      model.letGo();
    }
  }
}
