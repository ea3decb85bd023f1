package io.skerry.agent.model;

import io.skerry.agent.media.Sound;
import io.skerry.agent.schedule.Scheduler;
import io.skerry.protocol.manifest.Input;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Output;
import io.skerry.protocol.manifest.Tensors;
import java.util.List;

/** A model that writes down what it hears, by CTC, window by window. Thread-safe. */
record SpeechUse(Input.Audio input, Output.Ctc output, Tensors tensors, List<String> labels)
    implements Use {
  static SpeechUse of(Input.Audio input, Output.Ctc output, ModelContent content)
      throws ModelException {
    if (output.blank() >= content.labels().size()) {
      throw ModelException.content("ctc: the release has no label " + output.blank());
    }
    HeardFrames.first(input, content.tensors()); // or says what doesn't fit
    return new SpeechUse(input, output, content.tensors(), content.labels());
  }

  /** Writes down a whole sound. */
  Told transcribe(Scheduler scheduler, Sound sound, Terms terms) throws ModelException {
    if (sound.rateHz() != input.rateHz()) {
      throw new IllegalArgumentException(
          "sound: expected " + input.rateHz() + " Hz, got " + sound.rateHz());
    }
    return new Told.Text(new Transcription(this, scheduler).of(sound, terms), true);
  }
}
