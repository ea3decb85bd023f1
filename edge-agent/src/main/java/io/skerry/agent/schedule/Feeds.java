package io.skerry.agent.schedule;

import io.skerry.agent.engine.Tensor;
import io.skerry.agent.infer.InferRequest;
import io.skerry.protocol.manifest.Tensors;
import io.skerry.protocol.npy.NpyArray;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What callers don't give: a stateful model's state, zeros before the first step, and inputs that
 * always have the same value. Such tensors are made once for each shape. Thread-safe.
 */
final class Feeds {
  /** The name that engines give to dimensions without one. */
  static final String NAMELESS = "unknown";

  private static final int KEPT = 64;

  private final Tensors tensors;
  private final Optional<Layout> layout;
  private final Map<String, String> stateInputs = new LinkedHashMap<>();
  private final Map<String, Tensors.Constant> constants = new HashMap<>();
  private final List<Tensors.Spec> filled;
  private final List<String> plainOutputs;
  private final Wanted step;
  private final Map<Shape, Tensor> made = new ConcurrentHashMap<>();

  /**
   * Makes none yet.
   *
   * @param layout which axis counts the items, if that is known
   */
  Feeds(Tensors tensors, Optional<Layout> layout) {
    this.tensors = tensors;
    this.layout = layout;
    tensors.state().forEach(pair -> stateInputs.put(pair.output(), pair.input()));
    tensors.constants().forEach(constant -> constants.put(constant.tensor(), constant));
    this.filled =
        tensors.inputs().stream()
            .filter(
                spec ->
                    constants.containsKey(spec.name()) || stateInputs.containsValue(spec.name()))
            .toList();
    this.plainOutputs =
        tensors.outputs().stream()
            .map(Tensors.Spec::name)
            .filter(name -> !stateInputs.containsKey(name))
            .toList();
    this.step = withState(plainOutputs);
  }

  private record Shape(String input, List<Long> dimensions) {}

  boolean stateful() {
    return !stateInputs.isEmpty();
  }

  /** The input that each output of state goes to. */
  Map<String, String> stateInputs() {
    return stateInputs;
  }

  /** Whether the caller gives state himself. */
  boolean givesState(InferRequest request) {
    return stateful() && request.inputs().keySet().stream().anyMatch(stateInputs::containsValue);
  }

  /** What is computed and told. */
  Wanted wanted(InferRequest request) {
    if (!stateful() || givesState(request)) {
      return new Wanted(request.outputs(), request.outputs());
    }
    List<String> told = request.outputs().isEmpty() ? plainOutputs : request.outputs();
    if (request.sequence().isEmpty()) {
      return new Wanted(told, told);
    }
    return request.outputs().isEmpty() ? step : withState(told);
  }

  private Wanted withState(List<String> told) {
    return new Wanted(
        told, Stream.concat(told.stream(), stateInputs.keySet().stream()).distinct().toList());
  }

  /** How many items a request holds; 1 where nobody knows. */
  int items(InferRequest request) {
    return layout.map(known -> known.items(request.inputs())).orElse(1);
  }

  /** All inputs of a job. */
  Map<String, Tensor> complete(Job job) {
    Map<String, Tensor> given = job.request.inputs();
    if (filled.isEmpty()) {
      return given;
    }
    Map<String, Tensor> all = HashMap.newHashMap(given.size() + filled.size());
    all.putAll(given);
    for (Tensors.Spec spec : filled) {
      if (!given.containsKey(spec.name())) {
        Tensor state = job.state.get(spec.name());
        all.put(spec.name(), state == null ? make(spec, job) : state);
      }
    }
    return all;
  }

  private Tensor make(Tensors.Spec spec, Job job) {
    long[] shape = shape(spec, job);
    Shape key = new Shape(spec.name(), Arrays.stream(shape).boxed().toList());
    Tensor known = made.get(key);
    if (known == null) {
      known = fill(spec, shape);
      if (made.size() < KEPT) {
        made.put(key, known);
      }
    }
    return known;
  }

  private Tensor fill(Tensors.Spec spec, long[] shape) {
    Tensor tensor = Tensor.allocate(spec.type(), shape);
    Tensors.Constant constant = constants.get(spec.name());
    if (constant != null) { // little-endian, as every machine is that agents run on
      tensor.bytes().put(NpyArray.filled(spec.type(), shape, constant.value()).data());
    }
    return tensor;
  }

  /** The length under the same name in what is given; the items along the batch; else 1. */
  long[] shape(Tensors.Spec spec, Job job) {
    long[] shape = spec.dimensions();
    int batch = layout.map(known -> known.inputs().getOrDefault(spec.name(), -1)).orElse(-1);
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] < 0) {
        shape[i] = i == batch ? job.items : length(spec.shape().get(i), job.request.inputs());
      }
    }
    return shape;
  }

  private long length(String symbol, Map<String, Tensor> given) {
    if (symbol.equals(NAMELESS)) {
      return 1;
    }
    for (Tensors.Spec spec : tensors.inputs()) {
      Tensor tensor = given.get(spec.name());
      int axis = spec.shape().indexOf(symbol);
      if (tensor != null && axis >= 0 && axis < tensor.shape().length) {
        return tensor.shape()[axis];
      }
    }
    return 1;
  }
}
