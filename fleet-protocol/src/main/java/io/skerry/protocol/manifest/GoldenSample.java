package io.skerry.protocol.manifest;

import io.skerry.protocol.json.Copies;
import java.util.Map;
import java.util.Optional;

/**
 * Inputs with the outputs that every device must reproduce. Blobs are NumPy arrays (.npy, format
 * 1.0, little-endian, C order), at the level of the model's own tensors.
 *
 * @param tolerance the largest difference of one element: absolute up to 1, relative above
 * @param part which part of the model computes it; its own file where that is left out
 */
public record GoldenSample(
    String name,
    Map<String, Blob> inputs,
    Map<String, Blob> expected,
    Decimal tolerance,
    Optional<String> part) {
  public GoldenSample {
    inputs = Copies.map("inputs", inputs, 64);
    expected = Copies.map("expected", expected, 64);
    if (inputs.isEmpty() || expected.isEmpty()) {
      throw new IllegalArgumentException(
          "golden sample " + name + ": expected at least one input and one output");
    }
  }

  /** One that the model's own file computes. */
  public GoldenSample(
      String name, Map<String, Blob> inputs, Map<String, Blob> expected, Decimal tolerance) {
    this(name, inputs, expected, tolerance, Optional.empty());
  }
}
