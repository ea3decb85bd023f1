package io.skerry.agent.oip;

import io.skerry.agent.engine.Tensor;
import io.skerry.protocol.manifest.ElementType;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads the {@code data} of a tensor from JSON straight into its memory (Open Inference Protocol,
 * "Tensor Data"): all elements in one array in C order, or arrays within each other as the shape
 * says. Floats may also be {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"}, with or
 * without quotes. Confined to one thread.
 */
final class DataReader {
  private static final long UINT32_MAX = 0xffff_ffffL;

  private final JsonCursor json;
  private final NumberScanner number;
  private final String name;
  private final Tensor tensor;
  private final ByteBuffer target;
  private final long[] shape;
  private int written;

  /** For a tensor of numbers. */
  DataReader(JsonCursor json, String name, Tensor tensor) {
    this.json = json;
    this.number = new NumberScanner(json.bytes());
    this.name = name;
    this.tensor = tensor;
    this.target = tensor.bytes();
    this.shape = tensor.shape();
  }

  /** Reads all of it. */
  void read() throws InvalidRequestException {
    if (shape.length == 0 && json.peek() != '[') { // a scalar as the shape says
      elements(1);
      return;
    }
    json.expect('[');
    boolean nested = shape.length > 1 && json.peek() == '[';
    if (nested) {
      rows(0);
    } else {
      row(tensor.size());
    }
  }

  /** The rest of an array of arrays, behind its first bracket. */
  private void rows(int dimension) throws InvalidRequestException {
    if (dimension == shape.length - 1) {
      row((int) shape[dimension]);
      return;
    }
    for (long i = 0; i < shape[dimension]; i++) {
      if (i > 0) {
        json.expect(',');
      }
      json.expect('[');
      rows(dimension + 1);
    }
    close(shape[dimension]);
  }

  /** The rest of an array of elements, behind its bracket. */
  private void row(int count) throws InvalidRequestException {
    elements(count);
    close(count);
  }

  private void elements(int count) throws InvalidRequestException {
    switch (tensor.type()) {
      case FLOAT32 -> floats(count);
      case FLOAT64 -> doubles(count);
      case BOOL -> booleans(count);
      case INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64 -> integers(count);
      case FLOAT16, BFLOAT16, STRING ->
          throw new IllegalStateException("no numbers of JSON: " + tensor.type());
    }
  }

  private void floats(int count) throws InvalidRequestException {
    int at = written;
    for (int i = 0; i < count; i++) {
      next(i);
      int end = number.scan(json.position());
      float value;
      if (end < 0) {
        value = (float) special();
      } else {
        json.position(end);
        value = number.float32();
        if (Float.isInfinite(value)) {
          throw range();
        }
      }
      target.putFloat(at, value);
      at += Float.BYTES;
    }
    written = at;
  }

  private void doubles(int count) throws InvalidRequestException {
    int at = written;
    for (int i = 0; i < count; i++) {
      next(i);
      int end = number.scan(json.position());
      double value;
      if (end < 0) {
        value = special();
      } else {
        json.position(end);
        value = number.float64();
        if (Double.isInfinite(value)) {
          throw range();
        }
      }
      target.putDouble(at, value);
      at += Double.BYTES;
    }
    written = at;
  }

  private void integers(int count) throws InvalidRequestException {
    int size = tensor.type().bytes();
    for (int i = 0; i < count; i++) {
      next(i);
      int end = number.scan(json.position());
      if (end < 0) {
        throw json.fault("tensor " + name + ": expected a whole number");
      }
      try {
        put(integer(tensor.type()), size);
      } catch (NumberFormatException _) {
        throw range();
      }
      json.position(end);
    }
  }

  private long integer(ElementType type) {
    return switch (type) {
      case INT8 -> number.signed(Byte.MIN_VALUE, Byte.MAX_VALUE);
      case UINT8 -> number.signed(0, 0xff);
      case INT16 -> number.signed(Short.MIN_VALUE, Short.MAX_VALUE);
      case UINT16 -> number.signed(0, 0xffff);
      case INT32 -> number.signed(Integer.MIN_VALUE, Integer.MAX_VALUE);
      case UINT32 -> number.signed(0, UINT32_MAX);
      case INT64 -> number.signed(Long.MIN_VALUE, Long.MAX_VALUE);
      case UINT64 -> number.unsigned();
      case FLOAT16, FLOAT32, FLOAT64, BFLOAT16, BOOL, STRING ->
          throw new IllegalStateException("no integers: " + type);
    };
  }

  private void put(long value, int size) {
    switch (size) {
      case Byte.BYTES -> target.put(written, (byte) value);
      case Short.BYTES -> target.putShort(written, (short) value);
      case Integer.BYTES -> target.putInt(written, (int) value);
      default -> target.putLong(written, value);
    }
    written += size;
  }

  private void booleans(int count) throws InvalidRequestException {
    for (int i = 0; i < count; i++) {
      next(i);
      int c = json.peek();
      boolean digit = c == '0' || c == '1';
      if (digit) {
        json.position(json.position() + 1);
      }
      boolean value = digit ? c == '1' : json.flag();
      target.put(written++, (byte) (value ? 1 : 0));
    }
  }

  /** Passes over the comma before an element, except before the first. */
  private void next(int index) throws InvalidRequestException {
    int c = json.peek();
    if (index > 0) {
      if (c != ',') {
        throw count();
      }
      json.position(json.position() + 1);
      json.peek();
    } else if (c == ']') {
      throw count();
    }
  }

  private void close(long count) throws InvalidRequestException {
    if (json.peek() != ']') {
      throw json.fault("tensor " + name + ": expected ']' after " + count + " elements");
    }
    json.position(json.position() + 1);
  }

  private double special() throws InvalidRequestException {
    boolean quoted = json.passes("\"");
    double value;
    if (json.passes("NaN")) {
      value = Double.NaN;
    } else if (json.passes("Infinity")) {
      value = Double.POSITIVE_INFINITY;
    } else if (json.passes("-Infinity")) {
      value = Double.NEGATIVE_INFINITY;
    } else {
      throw json.fault("tensor " + name + ": expected a number");
    }
    if (quoted && !json.passes("\"")) {
      throw json.fault("tensor " + name + ": expected '\"'");
    }
    return value;
  }

  private InvalidRequestException range() {
    String text = number.text();
    return new InvalidRequestException(
        "tensor %s: expected numbers that %s holds, got %s"
            .formatted(
                name,
                Datatypes.name(tensor.type()),
                text.length() > 40 ? text.substring(0, 40) + "…" : text));
  }

  private InvalidRequestException count() {
    return json.fault(
        "tensor %s: expected %d elements as its shape %s says"
            .formatted(name, tensor.size(), Arrays.toString(shape)));
  }
}
