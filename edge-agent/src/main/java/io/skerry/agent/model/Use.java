package io.skerry.agent.model;

import io.skerry.protocol.manifest.Input;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Output;

/** What a model is used for; one class for each kind of input. */
sealed interface Use permits SightUse, SoundUse, SpeechUse, TextUse, GenerateUse, RawUse {
  /**
   * What the release says it is used for.
   *
   * @throws ModelException if input, output and tensors don't go together
   */
  static Use of(ModelContent content) throws ModelException {
    TensorChecks.outputs(content);
    return switch (content.input()) {
      case Input.Image image -> SightUse.of(image, content);
      case Input.Audio audio -> hears(audio, content);
      case Input.Text text -> reads(text, content);
      case Input.Raw raw -> new RawUse();
    };
  }

  private static Use hears(Input.Audio audio, ModelContent content) throws ModelException {
    return switch (content.output()) {
      case Output.Activity activity -> {
        if (audio.features().isPresent()) {
          throw ModelException.content("output activity needs raw samples, got features");
        }
        SoundUse use = new SoundUse(audio, activity, content.tensors());
        use.firstInputs();
        yield use;
      }
      case Output.Ctc ctc -> SpeechUse.of(audio, ctc, content);
      case Output.Generate generate -> GenerateUse.of(generate, content);
      case Output.Classify _, Output.Boxes _, Output.Embedding _, Output.Raw _ ->
          throw ModelException.content("input audio needs output activity, ctc or generate");
    };
  }

  private static Use reads(Input.Text text, ModelContent content) throws ModelException {
    return switch (content.output()) {
      case Output.Classify _, Output.Embedding _ -> TextUse.of(text, content);
      case Output.Generate generate -> GenerateUse.of(generate, content);
      case Output.Boxes _, Output.Activity _, Output.Ctc _, Output.Raw _ ->
          throw ModelException.content("input text needs output classify, embedding or generate");
    };
  }
}
