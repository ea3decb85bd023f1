package io.skerry.agent.schedule;

import io.skerry.agent.engine.Tensor;
import io.skerry.protocol.manifest.Tensors;
import io.skerry.protocol.npy.NpyArray;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pads inputs along one dimension, and knows which outputs have it. Thread-safe. */
final class Padding {
  private final List<Integer> buckets;
  private final Map<String, Integer> inputs = new HashMap<>();
  private final Map<String, Integer> outputs = new HashMap<>();
  private final Map<String, byte[]> elements = new HashMap<>();

  private Padding(List<Integer> buckets) {
    this.buckets = buckets;
  }

  /**
   * For one model; empty if an input has the dimension and no value to pad it with.
   *
   * @throws IllegalArgumentException if an input's type can't hold its value
   */
  static Optional<Padding> of(Ragged ragged, Tensors tensors) {
    Padding padding = new Padding(ragged.buckets());
    for (Tensors.Spec spec : tensors.inputs()) {
      int axis = spec.shape().indexOf(ragged.dimension());
      if (axis >= 0) {
        if (!ragged.padding().containsKey(spec.name())) {
          return Optional.empty();
        }
        padding.inputs.put(spec.name(), axis);
        ByteBuffer element =
            NpyArray.filled(spec.type(), new long[] {1}, ragged.padding().get(spec.name())).data();
        byte[] bytes = new byte[element.remaining()];
        element.get(bytes);
        padding.elements.put(spec.name(), bytes);
      }
    }
    for (Tensors.Spec spec : tensors.outputs()) {
      int axis = spec.shape().indexOf(ragged.dimension());
      if (axis >= 0) {
        padding.outputs.put(spec.name(), axis);
      }
    }
    return padding.inputs.isEmpty() ? Optional.empty() : Optional.of(padding);
  }

  /** The same with these buckets only. */
  Padding to(List<Integer> fewer) {
    Padding padding = new Padding(List.copyOf(fewer));
    padding.inputs.putAll(inputs);
    padding.outputs.putAll(outputs);
    padding.elements.putAll(elements);
    return padding;
  }

  List<Integer> buckets() {
    return buckets;
  }

  /** The axis that is padded; empty for none. */
  Optional<Integer> inputAxis(String name) {
    return Optional.ofNullable(inputs.get(name));
  }

  /** The axis that is cut back; empty for none. */
  Optional<Integer> outputAxis(String name) {
    return Optional.ofNullable(outputs.get(name));
  }

  /** The smallest bucket for a length; empty if it is longer than all. */
  Optional<Integer> bucket(long length) {
    return buckets.stream().filter(bucket -> bucket >= length).findFirst();
  }

  /** A request's own length. */
  long length(Map<String, Tensor> given) {
    for (Map.Entry<String, Integer> input : inputs.entrySet()) {
      Tensor tensor = given.get(input.getKey());
      if (tensor != null && tensor.shape().length > input.getValue()) {
        return tensor.shape()[input.getValue()];
      }
    }
    return 0;
  }

  /** Fills all of a tensor with an input's padding. */
  void fill(String input, Tensor tensor) {
    byte[] element = elements.get(input);
    ByteBuffer bytes = tensor.bytes();
    while (bytes.hasRemaining()) {
      bytes.put(element);
    }
  }
}
