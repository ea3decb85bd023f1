package io.skerry.packager;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Writes ONNX files field by field, also ones that no exporter writes. */
public final class OnnxBytes {
  public static final int FLOAT = 1;
  public static final int INT64 = 7;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

  /** Flattens 2x2 pictures: x [batch, 1, 2, 2] to y [batch, 4]. */
  public static byte[] flatten() {
    return model(flattenGraph(""));
  }

  /** The same in another operator domain. */
  public static OnnxBytes flattenGraph(String domain) {
    return new OnnxBytes()
        .message(1, node("Flatten", domain, "x", "y"))
        .text(2, "graph")
        .message(11, value("x", FLOAT, "batch", "1", "2", "2"))
        .message(12, value("y", FLOAT, "batch", "4"));
  }

  /** Adds state and constant: sum = x + state + constant. */
  public static byte[] counter() {
    return model(
        new OnnxBytes()
            .message(1, new OnnxBytes().text(1, "x").text(1, "state").text(2, "s").text(4, "Add"))
            .message(1, node("Cast", "", "k", "kf").message(5, castToFloat()))
            .message(1, new OnnxBytes().text(1, "s").text(1, "kf").text(2, "next").text(4, "Add"))
            .message(1, node("Identity", "", "next", "y"))
            .text(2, "graph")
            .message(11, value("x", FLOAT, "batch", "1"))
            .message(11, value("state", FLOAT, "batch", "1"))
            .message(11, value("k", INT64))
            .message(12, value("y", FLOAT, "batch", "1"))
            .message(12, value("next", FLOAT, "batch", "1")));
  }

  private static OnnxBytes castToFloat() {
    return new OnnxBytes().text(1, "to").integer(3, FLOAT).integer(20, 2);
  }

  public static byte[] model(OnnxBytes graph) {
    return new OnnxBytes()
        .integer(1, 8)
        .text(2, "test")
        .message(7, graph)
        .message(8, new OnnxBytes().text(1, "").integer(2, 13))
        .toBytes();
  }

  public static OnnxBytes node(String type, String domain, String input, String output) {
    return new OnnxBytes().text(1, input).text(2, output).text(4, type).text(7, domain);
  }

  public static OnnxBytes value(String name, int type, String... shape) {
    OnnxBytes dimensions = new OnnxBytes();
    for (String dimension : shape) {
      boolean isNumber = dimension.matches("[0-9]+");
      dimensions.message(
          1,
          isNumber
              ? new OnnxBytes().integer(1, Long.parseLong(dimension))
              : new OnnxBytes().text(2, dimension));
    }
    OnnxBytes tensor = new OnnxBytes().integer(1, type).message(2, dimensions);
    return new OnnxBytes().text(1, name).message(2, new OnnxBytes().message(1, tensor));
  }

  /** An initialiser whose bytes stand in another file. */
  public static OnnxBytes external(String location) {
    return new OnnxBytes()
        .integer(2, FLOAT)
        .text(8, "w")
        .message(13, new OnnxBytes().text(1, "location").text(2, location))
        .integer(14, 1);
  }

  public OnnxBytes text(int field, String text) {
    return bytes(field, text.getBytes(StandardCharsets.UTF_8));
  }

  public OnnxBytes message(int field, OnnxBytes message) {
    return bytes(field, message.toBytes());
  }

  public OnnxBytes bytes(int field, byte[] value) {
    try {
      out.writeByteArray(field, value);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public OnnxBytes integer(int field, long value) {
    try {
      out.writeInt64(field, value);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public byte[] toBytes() {
    try {
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
