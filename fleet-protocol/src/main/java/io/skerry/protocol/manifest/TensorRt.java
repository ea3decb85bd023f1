package io.skerry.protocol.manifest;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.skerry.protocol.json.Copies;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How TensorRT makes an engine of a variant's file, or for what a finished engine was made.
 *
 * @param precision the least that layers may compute in; left out, float32
 * @param shapes by input: what inputs with symbolic dimensions may be; left out, what the golden
 *     samples hold
 * @param plan for a file that is a finished engine: where it runs
 */
public record TensorRt(
    Optional<Precision> precision, Map<String, Range> shapes, Optional<Plan> plan) {
  public TensorRt {
    shapes = Copies.map("shapes", shapes, 64);
  }

  /** What layers may compute in. */
  public enum Precision {
    @JsonProperty("fp32")
    FP32,
    @JsonProperty("fp16")
    FP16,
    /** Where the model's own QuantizeLinear and DequantizeLinear say so, float16 elsewhere. */
    @JsonProperty("int8")
    INT8
  }

  /**
   * The shapes of an input, each with every dimension.
   *
   * @param min the smallest
   * @param opt that which is made fast
   * @param max the largest
   */
  public record Range(List<Integer> min, List<Integer> opt, List<Integer> max) {
    private static final int MAX_RANK = 8;

    public Range {
      min = Copies.list("min", min, MAX_RANK);
      opt = Copies.list("opt", opt, MAX_RANK);
      max = Copies.list("max", max, MAX_RANK);
      if (min.isEmpty() || min.size() != opt.size() || opt.size() != max.size()) {
        throw new IllegalArgumentException(
            "shapes: expected dimensions, as many in min as in opt and max, got "
                + List.of(min, opt, max));
      }
      for (int i = 0; i < min.size(); i++) {
        if (min.get(i) < 0 || min.get(i) > opt.get(i) || opt.get(i) > max.get(i)) {
          throw new IllegalArgumentException(
              "shapes: expected 0 <= min <= opt <= max, got " + List.of(min, opt, max));
        }
      }
    }
  }

  /**
   * Where a finished engine runs: only there.
   *
   * @param version TensorRT's, major and minor: {@code 10.15}
   * @param capability the GPU's compute capability: {@code 8.7}
   */
  public record Plan(String version, String capability) {
    public Plan {
      if (!version.matches("[0-9]{1,4}\\.[0-9]{1,4}")
          || !capability.matches("[0-9]{1,2}\\.[0-9]")) {
        throw new IllegalArgumentException(
            "plan: expected a version such as 10.15 and a capability such as 8.7, got "
                + version
                + " and "
                + capability);
      }
    }
  }
}
