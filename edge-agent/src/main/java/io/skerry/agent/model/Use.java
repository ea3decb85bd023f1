package io.skerry.agent.model;

import io.skerry.protocol.manifest.Input;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Output;

/** What a model is used for; one class for each kind of input. */
sealed interface Use permits SightUse, SoundUse, RawUse {
  /**
   * What the release says it is used for.
   *
   * @throws ModelException if input, output and tensors don't go together
   */
  static Use of(ModelContent content) throws ModelException {
    TensorChecks.outputs(content);
    return switch (content.input()) {
      case Input.Image image -> SightUse.of(image, content);
      case Input.Audio audio -> {
        if (!(content.output() instanceof Output.Activity activity)) {
          throw ModelException.content("input audio needs output activity");
        }
        if (audio.features().isPresent()) {
          throw ModelException.content("output activity needs raw samples, got features");
        }
        SoundUse use = new SoundUse(audio, activity, content.tensors());
        use.firstInputs();
        yield use;
      }
      case Input.Text text -> throw ModelException.content("this agent takes no text");
      case Input.Raw raw -> new RawUse();
    };
  }
}
