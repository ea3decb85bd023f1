package io.skerry.agent.model;

import io.skerry.agent.engine.Tensor;
import io.skerry.agent.signal.LogMelFrames;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Input;
import io.skerry.protocol.manifest.LogMel;
import io.skerry.protocol.manifest.Tensors;
import io.skerry.protocol.npy.NpyArray;
import io.skerry.protocol.npy.SampleInputs;
import java.util.Map;
import java.util.Optional;

/** Fills the input of a model that hears: samples, or log-mel frames of them. One thread. */
final class HeardFrames {
  private final Input.Audio input;
  private final Optional<LogMelFrames> frames;

  HeardFrames(Input.Audio input) {
    this.input = input;
    this.frames = input.features().map(mel -> new LogMelFrames(mel, input.rateHz()));
  }

  /** What the first step takes: silence or its like, zero state and the constants. */
  static Map<String, Tensor> first(Input.Audio input, Tensors tensors) throws ModelException {
    NpyArray silence = NpyArray.zeros(ElementType.FLOAT32, shape(input));
    try {
      return NpyTensors.of(SampleInputs.complete(tensors, Map.of(input.tensor(), silence)));
    } catch (FormatException e) {
      throw ModelException.content(e.getMessage(), e);
    }
  }

  /** Writes one step into its tensor. */
  void fill(float[] samples, Map<String, Tensor> inputs) {
    Tensor tensor = inputs.get(input.tensor());
    if (frames.isPresent()) {
      frames.get().compute(samples, tensor.floats());
    } else {
      tensor.floats().put(0, samples);
    }
  }

  private static long[] shape(Input.Audio input) {
    int samples = input.context() + input.window();
    if (input.features().isEmpty()) {
      return new long[] {1, samples};
    }
    LogMel mel = input.features().get();
    return switch (mel.order()) {
      case FRAMES_BINS -> new long[] {1, mel.frames(samples), mel.bins()};
      case BINS_FRAMES -> new long[] {1, mel.bins(), mel.frames(samples)};
    };
  }
}
