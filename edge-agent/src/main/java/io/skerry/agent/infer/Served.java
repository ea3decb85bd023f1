package io.skerry.agent.infer;

import io.skerry.protocol.manifest.Tensors;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One version of a model as callers see it, whether it is in memory or not. Thread-safe; nothing
 * here blocks.
 */
public interface Served {
  /** Its name, {@code vision/person-detector} or a folder's. */
  String name();

  /** Its version, {@code 1.4.0}. */
  String version();

  /** What runs it, by Triton's names: {@code onnxruntime_onnx}, {@code tensorrt_plan}. */
  String platform();

  /** Whether it answers: in memory or loaded on demand, and not faulty. */
  Availability availability();

  /** What it did so far. */
  InferenceStats stats();

  /**
   * How much is made of a better engine than that which serves, 0 to 1, and 1 once that one serves;
   * empty where none is being made.
   */
  default OptionalDouble built() {
    return OptionalDouble.empty();
  }

  /** Tells its tensors, loading the model first where it must; the answer may come at once. */
  void describe(DescriptionListener listener);

  /**
   * Runs an inference, loading the model first where it must. Names, types and shapes are checked
   * here, against the model's own.
   *
   * @return what takes it back
   */
  Ticket infer(InferRequest request, Completion completion);

  /**
   * What goes in and comes out.
   *
   * @param inputs in the model's order, without state and constants, which callers don't give
   * @param maxBatch the most items that one request may hold where the first dimension is a batch
   */
  record Description(List<Tensors.Spec> inputs, List<Tensors.Spec> outputs, int maxBatch) {}

  /** Is told once, on any thread; returns at once. */
  interface DescriptionListener {
    /**
     * Told once.
     *
     * @param description empty if the model can't be loaded
     * @param fault why not
     */
    void described(Optional<Description> description, String fault);
  }

  /** Whether it answers; by the names of Triton's repository index. */
  enum State {
    READY,
    LOADING,
    UNAVAILABLE
  }

  /**
   * Whether it answers.
   *
   * @param loaded whether it is in memory now
   * @param reason why it is not available, for people; empty otherwise
   */
  record Availability(State state, boolean loaded, String reason) {}
}
