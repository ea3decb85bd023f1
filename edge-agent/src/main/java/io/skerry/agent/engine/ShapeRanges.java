package io.skerry.agent.engine;

import io.skerry.protocol.manifest.TensorRt.Range;
import io.skerry.protocol.manifest.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What shapes an engine is made for, and whether inputs have them. Pure. */
final class ShapeRanges {
  private ShapeRanges() {}

  /**
   * The ranges of inputs with dynamic dimensions: what the release names, else from the least to
   * the most of the golden samples, made fast for the most.
   *
   * @throws EngineException naming an input for which neither says enough
   */
  static Map<String, Range> of(List<Tensors.Spec> inputs, GpuOptions options)
      throws EngineException {
    Map<String, Range> ranges = new HashMap<>();
    for (Tensors.Spec input : inputs) {
      long[] dimensions = input.dimensions();
      if (isFixed(dimensions)) {
        continue;
      }
      Optional<Range> told = Optional.ofNullable(options.shapes().get(input.name()));
      Range range =
          told.or(() -> sampled(input.name(), options.samples())).orElseThrow(() -> unknown(input));
      check(input, range);
      ranges.put(input.name(), range);
    }
    return ranges;
  }

  /** All that the release and its samples say of shapes, whether the model needs it or not. */
  static Map<String, Range> asked(GpuOptions options) {
    Map<String, Range> ranges = new HashMap<>();
    options.samples().stream()
        .flatMap(sample -> sample.keySet().stream())
        .distinct()
        .forEach(
            name -> sampled(name, options.samples()).ifPresent(range -> ranges.put(name, range)));
    ranges.putAll(options.shapes());
    return ranges;
  }

  private static boolean isFixed(long[] dimensions) {
    for (long dimension : dimensions) {
      if (dimension < 0) {
        return false;
      }
    }
    return true;
  }

  /** From the least to the most of the samples; empty without any, and for a scalar. */
  private static Optional<Range> sampled(String input, List<Map<String, long[]>> samples) {
    List<Integer> least = new ArrayList<>();
    List<Integer> most = new ArrayList<>();
    for (Map<String, long[]> sample : samples) {
      long[] shape = sample.getOrDefault(input, new long[0]);
      for (int i = 0; i < shape.length; i++) {
        int size = Math.toIntExact(shape[i]);
        if (i == least.size()) {
          least.add(size);
          most.add(size);
        }
        least.set(i, Math.min(least.get(i), size));
        most.set(i, Math.max(most.get(i), size));
      }
    }
    return least.isEmpty() ? Optional.empty() : Optional.of(new Range(least, most, most));
  }

  private static EngineException unknown(Tensors.Spec input) {
    return new EngineException(
        "input %s %s: TensorRT needs the shapes it may have, in the variant's tensorrt.shapes or"
                .formatted(input.name(), input.shape())
            + " by a golden sample");
  }

  private static void check(Tensors.Spec input, Range range) throws EngineException {
    long[] dimensions = input.dimensions();
    boolean fits = dimensions.length == range.min().size();
    for (int i = 0; fits && i < dimensions.length; i++) {
      fits =
          dimensions[i] < 0
              || (dimensions[i] == range.min().get(i) && dimensions[i] == range.max().get(i));
    }
    if (!fits) {
      throw new EngineException(
          "input %s: the variant's shapes %s to %s don't fit the model's %s"
              .formatted(input.name(), range.min(), range.max(), input.shape()));
    }
  }

  /** Whether all inputs lie within the ranges; those without a range do. */
  static boolean hold(Map<String, Range> ranges, Map<String, Tensor> inputs) {
    for (Map.Entry<String, Range> entry : ranges.entrySet()) {
      Tensor input = inputs.get(entry.getKey());
      if (input == null || !within(entry.getValue(), input.shape())) {
        return false;
      }
    }
    return true;
  }

  private static boolean within(Range range, long[] shape) {
    boolean within = shape.length == range.min().size();
    for (int i = 0; within && i < shape.length; i++) {
      within = shape[i] >= range.min().get(i) && shape[i] <= range.max().get(i);
    }
    return within;
  }
}
