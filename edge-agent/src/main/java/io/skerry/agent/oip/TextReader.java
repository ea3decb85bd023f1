package io.skerry.agent.oip;

import io.skerry.agent.engine.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Reads the {@code data} of a tensor of BYTES from JSON: texts, which are UTF-8. */
final class TextReader {
  private TextReader() {}

  /** All of them in one array, or arrays within each other as the shape says. */
  static Tensor read(JsonCursor json, String name, long[] shape, int elements)
      throws InvalidRequestException {
    if (shape.length == 0 && json.peek() == '"') { // a scalar as the shape says
      return Tensor.ofTexts(List.of(json.text(RawTensors.MAX_TEXT_BYTES)), shape);
    }
    List<String> texts = new ArrayList<>(Math.min(elements, json.bytes().limit() / 2));
    json.expect('[');
    boolean nested = shape.length > 1 && json.peek() == '[';
    int from = json.position();
    read(json, nested ? shape : new long[] {elements}, 0, texts);
    if (json.position() - from > RawTensors.MAX_TEXT_BYTES) {
      throw RawTensors.tooLong(name, json.position() - from);
    }
    if (texts.size() != elements) {
      throw new InvalidRequestException(
          "tensor %s: expected %d elements, got %d".formatted(name, elements, texts.size()));
    }
    return Tensor.ofTexts(texts, shape);
  }

  private static void read(JsonCursor json, long[] shape, int dimension, List<String> texts)
      throws InvalidRequestException {
    for (long i = 0; i < shape[dimension]; i++) {
      if (i > 0) {
        json.expect(',');
      }
      if (dimension == shape.length - 1) {
        texts.add(json.text(json.bytes().limit()));
      } else {
        json.expect('[');
        read(json, shape, dimension + 1, texts);
      }
    }
    json.expect(']');
  }
}
