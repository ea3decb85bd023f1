package io.skerry.agent.oip;

import io.skerry.agent.engine.Tensor;
import io.skerry.agent.infer.InferRequest;
import java.util.List;
import java.util.Optional;

/**
 * A request to infer as it was read.
 *
 * @param id the caller's own, which comes back with the answer
 * @param request whose inputs whoever gets this frees
 * @param outputs that are asked for; empty for all
 * @param binary whether outputs come as binary data unless they say otherwise
 */
record ReadRequest(
    Optional<String> id, InferRequest request, List<Wanted> outputs, boolean binary) {
  void free() {
    request.inputs().values().forEach(Tensor::free);
  }
}
