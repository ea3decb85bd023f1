package io.skerry.agent.conformance;

import io.skerry.agent.engine.Tensor;
import java.io.IOException;
import java.util.Map;

/** One way to ask a server for an inference, written apart from the server's own code. */
interface Wire {
  /** For people. */
  String name();

  /** Whether it writes and reads FP16 and BF16. */
  boolean takesHalves();

  /** Asks for all outputs. */
  Answer infer(String model, Map<String, Tensor> inputs) throws IOException, InterruptedException;

  /** What came back. */
  sealed interface Answer {
    /** Outputs in the order in which they came. */
    record Outputs(Map<String, Tensor> tensors) implements Answer {}

    /**
     * None.
     *
     * @param status of HTTP or gRPC
     */
    record Refused(String status, String message) implements Answer {}
  }
}
