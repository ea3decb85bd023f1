package io.skerry.agent.model;

import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.media.Sound;
import io.skerry.agent.schedule.Scheduler;
import io.skerry.agent.signal.CtcDecoder;
import io.skerry.agent.signal.SoundWindows;
import io.skerry.protocol.manifest.Tensors;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * One sound that is written down: windows with their context, state carried from step to step, and
 * the decoder that knows what was heard so far. Confined to one thread.
 */
final class Transcription {
  private final SpeechUse use;
  private final Scheduler scheduler;
  private final HeardFrames frames;
  private final Map<String, Tensor> inputs;
  private final CtcDecoder decoder;
  private boolean begun;

  Transcription(SpeechUse use, Scheduler scheduler) throws ModelException {
    this.use = use;
    this.scheduler = scheduler;
    this.frames = new HeardFrames(use.input());
    this.inputs = HeardFrames.first(use.input(), use.tensors());
    this.decoder = CtcDecoder.of(use.output().blank(), use.output().beams());
  }

  /** The text of a whole sound. */
  String of(Sound sound, Terms terms) throws ModelException {
    SoundWindows windows = new SoundWindows(use.input().window(), use.input().context());
    windows.<ModelException>add(sound.samples(), samples -> step(samples, terms));
    windows.<ModelException>end(samples -> step(samples, terms));
    StringBuilder text = new StringBuilder();
    for (int label : decoder.labels()) {
      text.append(use.labels().get(label));
    }
    return text.toString().strip();
  }

  private void step(float[] samples, Terms terms) throws ModelException {
    Terms now = begun ? terms.begun() : terms;
    begun = true;
    frames.fill(samples, inputs);
    Map<String, Tensor> outputs;
    try {
      outputs = scheduler.run(now.request(inputs), now.cancellation());
    } catch (EngineException e) {
      throw ModelException.of(e);
    }
    try {
      for (Tensors.StatePair pair : use.tensors().state()) {
        Hearing.carry(outputs.get(pair.output()), inputs.get(pair.input()));
      }
      decode(outputs.get(use.output().tensor()));
    } finally {
      outputs.values().forEach(Tensor::free);
    }
  }

  private void decode(Tensor scores) throws ModelException {
    long[] shape = scores.shape();
    int labels = use.labels().size();
    if (shape.length != 3 || shape[0] != 1 || shape[2] != labels) {
      throw ModelException.content(
          "output %s: expected [1, steps, %d], got %s"
              .formatted(use.output().tensor(), labels, scores));
    }
    FloatBuffer values = scores.floats();
    float[] row = new float[labels];
    for (int step = 0; step < shape[1]; step++) {
      values.get(step * labels, row);
      for (float value : row) {
        if (Float.isNaN(value)) {
          throw ModelException.content("output " + use.output().tensor() + ": expected numbers");
        }
      }
      decoder.step(row);
    }
  }
}
