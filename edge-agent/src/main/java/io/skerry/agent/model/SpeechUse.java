package io.skerry.agent.model;

import io.skerry.agent.media.Sound;
import io.skerry.agent.schedule.Scheduler;
import io.skerry.agent.signal.CtcDecoder;
import io.skerry.agent.signal.SoundWindows;
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
    checkRate(sound);
    SpeechSteps steps = new SpeechSteps(this);
    CtcDecoder decoder = decoder();
    Terms[] now = {terms};
    SoundWindows.Sink<ModelException> sink =
        samples -> {
          steps.run(scheduler, now[0], samples, (scores, number, count) -> decoder.step(scores));
          now[0] = terms.begun();
        };
    SoundWindows windows = new SoundWindows(input.window(), input.context());
    windows.add(sound.samples(), sink);
    windows.end(sink);
    return new Told.Text(text(decoder.labels()), true);
  }

  void checkRate(Sound sound) {
    if (sound.rateHz() != input.rateHz()) {
      throw new IllegalArgumentException(
          "sound: expected " + input.rateHz() + " Hz, got " + sound.rateHz());
    }
  }

  /** One that has heard nothing yet. */
  CtcDecoder decoder() {
    return CtcDecoder.of(output.blank(), output.beams());
  }

  /** The labels put together. */
  String text(int[] heard) {
    StringBuilder text = new StringBuilder();
    for (int label : heard) {
      text.append(labels.get(label));
    }
    return text.toString().strip();
  }

  /** The label with the highest score. */
  int likeliest(float[] scores) {
    int best = 0;
    for (int label = 1; label < scores.length; label++) {
      best = scores[label] > scores[best] ? label : best;
    }
    return best;
  }
}
