package io.skerry.agent.model;

import io.skerry.agent.engine.Tensor;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Input;
import io.skerry.protocol.manifest.Output;
import io.skerry.protocol.manifest.Tensors;
import io.skerry.protocol.npy.NpyArray;
import io.skerry.protocol.npy.SampleInputs;
import java.util.Map;

/** A model that hears: windows of sound in, one score per window out. */
record SoundUse(Input.Audio input, Output.Activity output, Tensors tensors) implements Use {
  /** What the first step takes: silence, zero state and the constants. */
  Map<String, Tensor> firstInputs() throws ModelException {
    NpyArray silence =
        NpyArray.zeros(ElementType.FLOAT32, new long[] {1, input.context() + input.window()});
    try {
      return NpyTensors.of(SampleInputs.complete(tensors, Map.of(input.tensor(), silence)));
    } catch (FormatException e) {
      throw ModelException.content(e.getMessage(), e);
    }
  }
}
