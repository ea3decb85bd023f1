package io.skerry.agent.model;

import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.manifest.ModelContent;

/**
 * A model in use, with its parameters. Thread-safe.
 *
 * @param content what its manifest says
 * @param minScore the parameter of that name, or else what the release's output says
 */
public record ActiveModel(LoadedModel model, ModelContent content, float minScore, Health health) {
  /** Its release. */
  public ReleaseId release() {
    return model.manifest().release();
  }

  /** Whether pictures go in. */
  public boolean sees() {
    return model.use() instanceof SightUse;
  }

  /** Whether texts go in. */
  public boolean reads() {
    return model.use() instanceof TextUse
        || (model.use() instanceof GenerateUse use && use.reads());
  }

  /** Whether sound goes in, of which a text comes. */
  public boolean transcribes() {
    return model.use() instanceof SpeechUse
        || (model.use() instanceof GenerateUse use && !use.reads());
  }

  /** Whether sound goes in, of which activities come. */
  public boolean hears() {
    return model.use() instanceof SoundUse;
  }
}
