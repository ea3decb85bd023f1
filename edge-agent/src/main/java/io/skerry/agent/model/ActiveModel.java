package io.skerry.agent.model;

import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.manifest.ModelContent;
import java.util.Optional;

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

  /** Whether a stream of sound goes in, of which activities or texts come. */
  public boolean follows() {
    return hears() || model.use() instanceof SpeechUse;
  }

  /** Why no source of a device can feed it; empty if one can. */
  public Optional<String> unfed() {
    String takes =
        switch (model.use()) {
          case SightUse _, SoundUse _, SpeechUse _ -> "";
          case TextUse _ -> "texts";
          case GenerateUse use -> use.reads() ? "texts" : "only whole sounds";
          case RawUse _ -> "tensors";
        };
    return takes.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s takes %s, which no source gives; expected a model with input image, or with input audio and output activity or ctc"
                .formatted(release(), takes));
  }
}
