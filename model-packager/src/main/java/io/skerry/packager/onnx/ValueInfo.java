package io.skerry.packager.onnx;

import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Tensors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads one ValueInfoProto: a graph input's or output's name, type and shape. */
final class ValueInfo {
  private static final int MAX_DIMENSIONS = 8;

  private final ProtoReader in;
  private final List<String> shape = new ArrayList<>();
  private String name = "";
  private long elementType;
  private boolean isTensor;
  private boolean hasShape;

  private ValueInfo(ProtoReader in) {
    this.in = in;
  }

  static ValueInfo read(ProtoReader in) throws IOException, FormatException {
    ValueInfo info = new ValueInfo(in);
    in.message(info::field);
    return info;
  }

  String name() {
    return name;
  }

  /** The tensor; only for those that nothing in the file fills. */
  Tensors.Spec spec() throws FormatException {
    if (!isTensor || !hasShape) {
      throw new FormatException(
          "tensor "
              + name
              + ": expected a tensor type with a shape; export the model with shapes, or run ONNX's"
              + " shape inference on it");
    }
    List<String> named = new ArrayList<>();
    for (String dimension : shape) {
      named.add(dimension.isEmpty() ? name + "." + named.size() : dimension);
    }
    return new Tensors.Spec(name, type(), named);
  }

  private boolean field(int number) throws IOException, FormatException {
    switch (number) {
      case 1 -> name = in.text();
      case 2 -> in.message(this::typeField);
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean typeField(int number) throws IOException, FormatException {
    isTensor |= number == 1;
    return number == 1 && in.message(this::tensorField);
  }

  private boolean tensorField(int number) throws IOException, FormatException {
    switch (number) {
      case 1 -> elementType = in.integer();
      case 2 -> {
        hasShape = true;
        in.message(field -> field == 1 && dimension());
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean dimension() throws IOException, FormatException {
    if (shape.size() == MAX_DIMENSIONS) {
      throw new FormatException("tensor " + name + ": expected at most 8 dimensions");
    }
    shape.add(""); // neither number nor name: unknown
    return in.message(
        number -> {
          switch (number) {
            case 1 -> {
              long length = in.integer();
              shape.set(shape.size() - 1, length > 0 ? Long.toString(length) : "");
            }
            case 2 -> shape.set(shape.size() - 1, symbol(in.text()));
            default -> {
              return false;
            }
          }
          return true;
        });
  }

  /** A symbol of digits alone would read as a length. */
  private static String symbol(String text) {
    return text.matches("[0-9]+") ? "" : text;
  }

  private ElementType type() throws FormatException {
    return switch ((int) elementType) {
      case 1 -> ElementType.FLOAT32;
      case 2 -> ElementType.UINT8;
      case 3 -> ElementType.INT8;
      case 6 -> ElementType.INT32;
      case 7 -> ElementType.INT64;
      case 9 -> ElementType.BOOL;
      case 10 -> ElementType.FLOAT16;
      case 11 -> ElementType.FLOAT64;
      default ->
          throw new FormatException(
              "tensor %s: expected float32, float16, float64, int8, uint8, int32, int64 or bool, got"
                      .formatted(name)
                  + " ONNX type "
                  + elementType);
    };
  }
}
