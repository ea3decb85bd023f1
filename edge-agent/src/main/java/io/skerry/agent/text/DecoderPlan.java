package io.skerry.agent.text;

import io.skerry.agent.engine.Tensor;
import io.skerry.protocol.manifest.Output.Generate;
import io.skerry.protocol.manifest.Tensors;
import io.skerry.protocol.npy.NpyArray;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which tensor of a decoder is which, settled once. Thread-safe. */
final class DecoderPlan {
  private final Generate spec;
  private final Tensors tensors;
  private final Map<String, Tensors.Spec> inputs;
  private final String batch;
  private final Map<String, Integer> stateAxes = new HashMap<>();

  /**
   * Of this decoder.
   *
   * @throws IllegalArgumentException if a tensor is missing, or a state does not say which of its
   *     dimensions is the batch
   */
  DecoderPlan(Generate spec, Tensors tensors) {
    this.spec = spec;
    this.tensors = tensors;
    this.inputs =
        tensors.inputs().stream()
            .collect(Collectors.toMap(Tensors.Spec::name, Function.identity(), (a, b) -> b));
    List<String> shape = input(spec.tokens()).shape();
    if (shape.size() != 2) {
      throw new IllegalArgumentException(
          "tokens: expected dimensions for batch and step, got " + shape);
    }
    this.batch = shape.getFirst();
    for (Tensors.StatePair pair : tensors.state()) {
      int axis = input(pair.input()).shape().indexOf(batch);
      if (axis < 0) {
        throw new IllegalArgumentException(
            "state %s: expected a dimension '%s' as in %s, got %s"
                .formatted(pair.input(), batch, spec.tokens(), input(pair.input()).shape()));
      }
      stateAxes.put(pair.input(), axis);
    }
  }

  private Tensors.Spec input(String name) {
    if (!inputs.containsKey(name)) {
      throw new IllegalArgumentException(
          "decoder: expected an input '%s', got %s".formatted(name, inputs.keySet()));
    }
    return inputs.get(name);
  }

  List<Tensors.StatePair> state() {
    return tensors.state();
  }

  /** For each state's input, which dimension is the batch. */
  Map<String, Integer> stateAxes() {
    return stateAxes;
  }

  String logits() {
    return spec.logits();
  }

  /** The outputs that are read. */
  List<String> wanted() {
    List<String> wanted = new ArrayList<>();
    wanted.add(spec.logits());
    tensors.state().forEach(pair -> wanted.add(pair.output()));
    return wanted;
  }

  /** The state before the first step, one row; what {@code given} does not hold has no past. */
  Map<String, Tensor> firstState(Map<String, Tensor> given) {
    Map<String, Tensor> first = new HashMap<>();
    for (Tensors.StatePair pair : tensors.state()) {
      Tensors.Spec state = input(pair.input());
      Tensor known = given.get(pair.input());
      first.put(
          pair.input(), known == null ? Tensor.allocate(state.type(), shape(state, 1, 0)) : known);
    }
    return first;
  }

  /** The constants, for so many rows. */
  Map<String, Tensor> constants(int rows) {
    Map<String, Tensor> constants = new HashMap<>();
    for (Tensors.Constant constant : tensors.constants()) {
      Tensors.Spec input = input(constant.tensor());
      NpyArray array = NpyArray.filled(input.type(), shape(input, rows, 1), constant.value());
      Tensor tensor = Tensor.allocate(array.type(), array.shape());
      tensor.bytes().put(array.data());
      constants.put(constant.tensor(), tensor);
    }
    return constants;
  }

  /** The new tokens, with mask and positions where the decoder takes them. */
  Map<String, Tensor> tokens(long[][] tokens, int past) {
    Map<String, Tensor> given = new HashMap<>();
    given.put(spec.tokens(), TextTensors.rows(tokens));
    spec.mask()
        .ifPresent(
            name -> given.put(name, TextTensors.ones(tokens.length, past + tokens[0].length)));
    spec.positions().ifPresent(name -> given.put(name, positions(tokens, past)));
    return given;
  }

  private static Tensor positions(long[][] tokens, int past) {
    Tensor tensor = TextTensors.ones(tokens.length, tokens[0].length);
    LongBuffer into = tensor.bytes().asLongBuffer();
    for (int i = 0; i < into.limit(); i++) {
      into.put(i, past + i % tokens[0].length);
    }
    return tensor;
  }

  private long[] shape(Tensors.Spec spec, int rows, int symbolic) {
    long[] shape = spec.dimensions();
    for (int i = 0; i < shape.length; i++) {
      if (spec.shape().get(i).equals(batch)) {
        shape[i] = rows;
      } else if (shape[i] < 0) {
        shape[i] = symbolic;
      }
    }
    return shape;
  }
}
