package io.skerry.agent.schedule;

import io.skerry.agent.engine.Tensor;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Tensors;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Guesses along which axes a model counts its items; runs must show whether that is so. */
final class Axes {
  private Axes() {}

  /** A guess, or why there is none. */
  record Guess(Map<String, Integer> axes, String fault) {}

  /**
   * The first symbolic dimension of the first input, where the others have that name too; else
   * their first dimension, and a state's first symbolic one.
   */
  static Guess inputs(Tensors tensors) {
    Set<String> constants = new HashSet<>();
    tensors.constants().forEach(constant -> constants.add(constant.tensor()));
    Set<String> states = new HashSet<>();
    tensors.state().forEach(pair -> states.add(pair.input()));
    String symbol = Feeds.NAMELESS;
    for (Tensors.Spec spec : tensors.inputs().reversed()) {
      int first = firstSymbol(spec);
      if (!constants.contains(spec.name()) && !states.contains(spec.name()) && first >= 0) {
        symbol = spec.shape().get(first);
      }
    }
    Map<String, Integer> axes = new LinkedHashMap<>();
    for (Tensors.Spec spec : tensors.inputs()) {
      if (constants.contains(spec.name())) {
        continue;
      }
      int axis = axis(spec, symbol, states.contains(spec.name()));
      if (axis < 0 || spec.type() == ElementType.STRING) {
        return new Guess(Map.of(), "input " + spec.name() + " counts no items");
      }
      axes.put(spec.name(), axis);
    }
    return new Guess(axes, axes.isEmpty() ? "it has no inputs" : "");
  }

  private static int axis(Tensors.Spec spec, String symbol, boolean state) {
    if (!symbol.equals(Feeds.NAMELESS) && spec.shape().contains(symbol)) {
      return spec.shape().indexOf(symbol);
    }
    int first = firstSymbol(spec);
    return state || first == 0 ? first : -1;
  }

  private static int firstSymbol(Tensors.Spec spec) {
    long[] shape = spec.dimensions();
    for (int axis = 0; axis < shape.length; axis++) {
      if (shape[axis] < 0) {
        return axis;
      }
    }
    return -1;
  }

  /** The only axis that has doubled. */
  static Optional<Integer> doubled(Tensor one, Tensor two) {
    long[] before = one.shape();
    long[] after = two.shape();
    Optional<Integer> found = Optional.empty();
    if (before.length != after.length || one.type() == ElementType.STRING) {
      return found;
    }
    for (int axis = 0; axis < before.length; axis++) {
      if (before[axis] != after[axis]) {
        if (found.isPresent() || after[axis] != 2 * before[axis] || before[axis] != 1) {
          return Optional.empty();
        }
        found = Optional.of(axis);
      }
    }
    return found;
  }
}
