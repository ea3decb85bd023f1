package io.skerry.agent.infer;

import io.skerry.agent.engine.Tensor;
import java.util.Map;

/** How an inference ended. */
public sealed interface InferOutcome {
  /**
   * It ran.
   *
   * @param version of the model that answered
   * @param outputs in the order asked for, or in the model's own; whoever is told frees each one
   *     ({@link Tensor#free}) when it has been read
   */
  record Answered(String version, Map<String, Tensor> outputs) implements InferOutcome {
    /** Frees every output. */
    public void free() {
      outputs.values().forEach(Tensor::free);
    }
  }

  /**
   * It did not.
   *
   * @param message for people: what was expected, what came, what to do
   */
  record Refused(Reason reason, String message) implements InferOutcome {}

  /** Why an inference did not run. */
  enum Reason {
    /** The request: a tensor is missing, unknown, or has another type or shape. */
    INVALID,
    /** No such model, or not this version. */
    UNKNOWN_MODEL,
    /** The queue is full: try again. */
    BUSY,
    /** The model can't be had now: it does not fit the memory, or loading it failed. */
    UNAVAILABLE,
    /** Its deadline passed before it began. */
    LATE,
    /** The caller took it back. */
    CANCELLED,
    /** The engine failed. */
    FAILED
  }
}
