package io.skerry.agent.oip;

import io.skerry.agent.engine.Tensor;
import java.util.List;

/**
 * An answer to a request to infer before it is sent.
 *
 * @param json the JSON object
 * @param binary the tensors whose raw bytes follow it, which are still to be freed
 */
record Written(JsonSink json, List<Tensor> binary) {
  /** How many bytes follow the JSON. */
  long binaryBytes() {
    return binary.stream().mapToLong(RawTensors::bytes).sum();
  }
}
