package io.skerry.agent.schedule;

import io.skerry.agent.engine.Tensor;
import java.util.Map;

/**
 * Along which axis each tensor counts its items.
 *
 * @param inputs all but constants, state among them
 * @param outputs all, state among them
 */
record Layout(Map<String, Integer> inputs, Map<String, Integer> outputs) {
  /** How many items these hold, at least 1. */
  int items(Map<String, Tensor> given) {
    for (Map.Entry<String, Tensor> input : given.entrySet()) {
      long[] shape = input.getValue().shape();
      int axis = inputs.getOrDefault(input.getKey(), shape.length);
      if (axis < shape.length) {
        return Math.clamp(shape[axis], 1, Integer.MAX_VALUE);
      }
    }
    return 1;
  }
}
