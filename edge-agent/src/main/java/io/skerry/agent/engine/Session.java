package io.skerry.agent.engine;

import io.skerry.protocol.manifest.Tensors;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A loaded model. Runs are thread-safe and may overlap; call them on platform threads, since native
 * code pins a virtual one. Whoever opened it closes it, after the last run has returned.
 */
public interface Session extends AutoCloseable {
  /** What the loaded model takes, in its own order. */
  List<Tensors.Spec> inputs();

  /** What the loaded model gives, in its own order. */
  List<Tensors.Spec> outputs();

  /**
   * Computes all outputs.
   *
   * @see #run(Map, List, Cancellation)
   */
  default Map<String, Tensor> run(Map<String, Tensor> inputs) throws EngineException {
    return run(inputs, List.of(), new Cancellation());
  }

  /**
   * Computes outputs.
   *
   * @param inputs one tensor for each input, not written to by others until this returns
   * @param wanted the outputs, which come in this order; empty for all in the model's order
   * @param cancellation breaks it off, where the engine can
   * @return a tensor for each, owned by the caller, who frees it
   * @throws EngineException if an input is missing or does not fit, the computation fails, or it
   *     was broken off
   * @throws IllegalStateException once closed
   */
  Map<String, Tensor> run(
      Map<String, Tensor> inputs, List<String> wanted, Cancellation cancellation)
      throws EngineException;

  /**
   * What is being made ready while it serves, or why it stays as it is, for people: {@code building
   * TensorRT 10.15.1 engine 42 %, ONNX Runtime CPU serves}; empty where there is nothing to say.
   */
  default Optional<String> progress() {
    return Optional.empty();
  }

  /**
   * Larger runs than usual are over: at the end of the next run, memory that only they needed goes
   * back, where the engine can.
   */
  default void shrink() {}

  /**
   * How much is made of a better engine than that which serves, 0 to 1, and 1 once that one serves;
   * empty where none is being made.
   */
  default OptionalDouble built() {
    return OptionalDouble.empty();
  }

  /** Frees the model; closing again does nothing. */
  @Override
  void close();
}
