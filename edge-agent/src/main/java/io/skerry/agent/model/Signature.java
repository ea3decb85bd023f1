package io.skerry.agent.model;

import io.skerry.agent.engine.Tensor;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.Served.Description;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Tensors;
import io.skerry.protocol.manifest.Tensors.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What callers give to a model and get from it, and whether a request fits that. It refuses what
 * the engine would: a symbolic dimension may have any length, an input without dimensions any
 * shape, since models leave them out. {@link #doubt} says what looks odd, for when the engine
 * fails. Immutable.
 */
public final class Signature {
  /** The most items of one request. */
  private static final int MOST_ITEMS = 1024;

  /** What the engine calls dimensions without a name. */
  private static final String NAMELESS = "unknown";

  private static final long NOT_SEEN = -1;

  private final Description description;
  private final Set<String> hidden;
  private final List<Input> inputs;
  private final Set<String> outputs;
  private final int symbols;

  /**
   * One input.
   *
   * @param fixed the length of each dimension; below 0 where it is symbolic: {@code -1 - symbol}
   * @param batched whether the first dimension is a batch
   */
  @SuppressWarnings("ArrayRecordComponent") // never handed out
  private record Input(Spec spec, long[] fixed, boolean batched) {}

  private Signature(Description description, Set<String> hidden) {
    this.description = description;
    this.hidden = hidden;
    this.outputs = names(description.outputs());
    List<String> names = new ArrayList<>();
    this.inputs = description.inputs().stream().map(spec -> input(spec, names)).toList();
    this.symbols = names.size();
  }

  /** That of a model with these tensors; callers don't give or get its state and constants. */
  public static Signature of(Tensors tensors) {
    Set<String> hidden = new HashSet<>();
    tensors.constants().forEach(constant -> hidden.add(constant.tensor()));
    tensors.state().forEach(pair -> hidden.add(pair.input()));
    Set<String> states =
        tensors.state().stream().map(Tensors.StatePair::output).collect(Collectors.toSet());
    return new Signature(
        new Description(
            tensors.inputs().stream().filter(spec -> !hidden.contains(spec.name())).toList(),
            tensors.outputs().stream().filter(spec -> !states.contains(spec.name())).toList(),
            MOST_ITEMS),
        hidden);
  }

  /** For callers. */
  public Description description() {
    return description;
  }

  /** Why a request does not fit, naming what was expected and what came; empty if it does. */
  public Optional<String> refusal(InferRequest request) {
    for (Input input : inputs) {
      Tensor tensor = request.inputs().get(input.spec().name());
      String fault = tensor == null ? "none" : fault(input, tensor);
      if (!fault.isEmpty()) {
        return Optional.of(
            "input %s: expected %s %s, got %s"
                .formatted(input.spec().name(), input.spec().type(), input.spec().shape(), fault));
      }
    }
    if (request.inputs().size() > inputs.size()) {
      return Optional.of(unknown(request.inputs()));
    }
    for (String name : request.outputs()) {
      if (!outputs.contains(name)) {
        return Optional.of("output %s: expected one of %s".formatted(name, sorted(outputs)));
      }
    }
    return Optional.empty();
  }

  /** What does not fit; empty if all does. */
  private static String fault(Input input, Tensor tensor) {
    long[] shape = tensor.shape();
    long[] fixed = input.fixed();
    if (tensor.type() != input.spec().type()
        || (fixed.length > 0 && shape.length != fixed.length)) {
      return tensor.toString();
    }
    for (int i = 0; i < fixed.length; i++) {
      if (fixed[i] >= 0 && fixed[i] != shape[i]) {
        return tensor.toString();
      }
    }
    return input.batched() && shape[0] > MOST_ITEMS
        ? tensor + ", more than " + MOST_ITEMS + " items"
        : "";
  }

  /** What of a request that was not refused may be why the engine failed; empty if nothing is. */
  public Optional<String> doubt(InferRequest request) {
    long[] lengths = new long[symbols];
    Arrays.fill(lengths, NOT_SEEN);
    for (Input input : inputs) {
      long[] shape = request.inputs().get(input.spec().name()).shape();
      long[] fixed = input.fixed();
      if (fixed.length == 0 && shape.length > 0) {
        return Optional.of(
            "input %s has %d dimensions, the model says none"
                .formatted(input.spec().name(), shape.length));
      }
      for (int i = 0; i < fixed.length; i++) {
        if (fixed[i] >= 0 || fixed[i] == Long.MIN_VALUE) {
          continue;
        }
        int symbol = (int) (-1 - fixed[i]);
        if (lengths[symbol] != NOT_SEEN && lengths[symbol] != shape[i]) {
          return Optional.of(
              "%s is %d in input %s, %d in another"
                  .formatted(
                      input.spec().shape().get(i), shape[i], input.spec().name(), lengths[symbol]));
        }
        lengths[symbol] = shape[i];
      }
    }
    return Optional.empty();
  }

  private String unknown(Map<String, Tensor> given) {
    Set<String> known = names(description.inputs());
    String name = given.keySet().stream().filter(one -> !known.contains(one)).findFirst().get();
    return hidden.contains(name)
        ? "input %s: the model's own, callers don't give it".formatted(name)
        : "input %s: expected only %s".formatted(name, sorted(known));
  }

  private static Input input(Spec spec, List<String> names) {
    long[] fixed = spec.dimensions();
    for (int i = 0; i < fixed.length; i++) {
      String name = spec.shape().get(i);
      if (fixed[i] < 0 && name.equals(NAMELESS)) {
        fixed[i] = Long.MIN_VALUE;
      } else if (fixed[i] < 0) {
        if (!names.contains(name)) {
          names.add(name);
        }
        fixed[i] = -1L - names.indexOf(name);
      }
    }
    String first = spec.shape().isEmpty() ? "" : spec.shape().getFirst().toLowerCase(Locale.ROOT);
    boolean batched = first.startsWith("batch") || first.equals("n");
    return new Input(spec, fixed, batched && spec.type() != ElementType.STRING);
  }

  private static Set<String> names(List<Spec> specs) {
    return specs.stream().map(Spec::name).collect(Collectors.toSet());
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }
}
