package io.skerry.protocol.manifest;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.skerry.protocol.json.Copies;
import java.util.List;

/**
 * The tensors of a model.
 *
 * @param inputs in the model's order
 * @param outputs in the model's order
 * @param state for a recurrent model: each output that becomes an input of the next step
 * @param constants inputs that always have the same single value
 */
public record Tensors(
    List<Spec> inputs, List<Spec> outputs, List<StatePair> state, List<Constant> constants) {
  private static final int MAX = 64;

  public Tensors {
    inputs = Copies.list("inputs", inputs, MAX);
    outputs = Copies.list("outputs", outputs, MAX);
    state = Copies.list("state", state, MAX);
    constants = Copies.list("constants", constants, MAX);
  }

  /**
   * One tensor.
   *
   * @param shape numbers, or names for symbolic dimensions: {@code ["batch","3","32","32"]}; empty
   *     for a scalar
   */
  public record Spec(String name, ElementType type, List<String> shape) {
    public Spec {
      shape = Copies.list("shape", shape, 8);
    }

    /** The shape with -1 for symbolic dimensions. */
    @JsonIgnore
    public long[] dimensions() {
      return shape.stream().mapToLong(Spec::dimension).toArray();
    }

    private static long dimension(String text) {
      return text.matches("[0-9]{1,12}") ? Long.parseLong(text) : -1;
    }
  }

  /** State carried from step to step; all zeros before the first. */
  public record StatePair(String output, String input) {}

  /** An input that always has this value, in the tensor's own type. */
  public record Constant(String tensor, Decimal value) {}
}
