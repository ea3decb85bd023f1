package io.skerry.protocol.npy;

import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.Tensors;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Completes a golden sample's inputs: state starts with zeros, constants have their value. A
 * symbolic dimension takes the length that a given input has under the same name, else 1.
 */
public final class SampleInputs {
  private SampleInputs() {}

  /**
   * All inputs of the model, in the model's order.
   *
   * @param given by tensor name
   * @throws FormatException for an input that the model doesn't have, one that doesn't fit its
   *     tensor, one name with two lengths, or one that is neither given nor state nor constant
   */
  public static Map<String, NpyArray> complete(Tensors tensors, Map<String, NpyArray> given)
      throws FormatException {
    Set<String> unknown = new TreeSet<>(given.keySet());
    tensors.inputs().forEach(spec -> unknown.remove(spec.name()));
    if (!unknown.isEmpty()) {
      throw new FormatException(
          "inputs: expected tensors out of " + names(tensors.inputs()) + ", got " + unknown);
    }
    Map<String, Long> lengths = lengths(tensors, given);
    Map<String, NpyArray> complete = new LinkedHashMap<>();
    for (Tensors.Spec spec : tensors.inputs()) {
      NpyArray array = given.get(spec.name());
      complete.put(spec.name(), array == null ? filled(tensors, spec, lengths) : array);
    }
    return complete;
  }

  private static Map<String, Long> lengths(Tensors tensors, Map<String, NpyArray> given)
      throws FormatException {
    Map<String, Long> lengths = new HashMap<>();
    for (Tensors.Spec spec : tensors.inputs()) {
      NpyArray array = given.get(spec.name());
      if (array == null) {
        continue;
      }
      Optional<String> refusal = array.refusal(spec);
      if (refusal.isPresent()) {
        throw new FormatException(refusal.get());
      }
      long[] shape = array.shape();
      for (int i = 0; i < shape.length; i++) {
        Long before = lengths.putIfAbsent(spec.shape().get(i), shape[i]);
        if (before != null && before != shape[i]) {
          throw new FormatException(
              "tensor %s: expected %s = %d as in the other inputs, got %d"
                  .formatted(spec.name(), spec.shape().get(i), before, shape[i]));
        }
      }
    }
    return lengths;
  }

  private static NpyArray filled(Tensors tensors, Tensors.Spec spec, Map<String, Long> lengths)
      throws FormatException {
    long[] shape = spec.dimensions();
    for (int i = 0; i < shape.length; i++) {
      shape[i] = shape[i] < 0 ? lengths.getOrDefault(spec.shape().get(i), 1L) : shape[i];
    }
    try {
      for (Tensors.Constant constant : tensors.constants()) {
        if (constant.tensor().equals(spec.name())) {
          return NpyArray.filled(spec.type(), shape, constant.value());
        }
      }
      if (tensors.state().stream().anyMatch(pair -> pair.input().equals(spec.name()))) {
        return NpyArray.zeros(spec.type(), shape);
      }
    } catch (IllegalArgumentException e) {
      throw new FormatException("tensor " + spec.name() + ": " + e.getMessage());
    }
    throw new FormatException(
        "tensor " + spec.name() + ": expected a value, since it is neither state nor constant");
  }

  private static String names(List<Tensors.Spec> specs) {
    return specs.stream().map(Tensors.Spec::name).collect(Collectors.joining(", ", "[", "]"));
  }
}
