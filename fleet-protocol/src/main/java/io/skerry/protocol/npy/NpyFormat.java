package io.skerry.protocol.npy;

import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.ElementType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** NumPy's file format 1.0, as NumPy itself writes it: nothing else is read. */
final class NpyFormat {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int PREFIX_BYTES = MAGIC.length + 2;
  private static final int ALIGNMENT = 64;
  private static final int MAX_HEADER_BYTES = 1024;
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '([^']{1,16})', 'fortran_order': (True|False),"
              + " 'shape': \\(([0-9, ]{0,128})\\), ?\\} *\n");
  private static final Pattern SHAPE =
      Pattern.compile("(|[0-9]{1,9},|[0-9]{1,9}(, ?[0-9]{1,9})+,?)");

  private NpyFormat() {}

  static NpyArray parse(ByteBuffer file) throws FormatException {
    byte[] magic = new byte[MAGIC.length];
    if (file.remaining() < PREFIX_BYTES || !Arrays.equals(MAGIC, read(file, magic))) {
      throw new FormatException("array: expected a NumPy file (.npy) of format 1.0");
    }
    int headerBytes = (file.get() & 0xff) | (file.get() & 0xff) << 8;
    if (headerBytes > MAX_HEADER_BYTES || headerBytes > file.remaining()) {
      throw new FormatException(
          "array: expected a header of at most 1024 bytes, got " + headerBytes);
    }
    String header = new String(read(file, new byte[headerBytes]), StandardCharsets.ISO_8859_1);
    Matcher fields = HEADER.matcher(header);
    if (!fields.matches() || !SHAPE.matcher(fields.group(3)).matches()) {
      throw new FormatException(
          "array: expected a header with descr, fortran_order and shape as NumPy writes it");
    }
    if (fields.group(2).equals("True")) {
      throw new FormatException("array: expected C order, got Fortran order");
    }
    try {
      return checked(NpyArray.of(type(fields.group(1)), shape(fields.group(3)), file));
    } catch (IllegalArgumentException e) {
      throw new FormatException(e.getMessage());
    }
  }

  static byte[] write(NpyArray array) {
    String shape =
        Arrays.stream(array.shape()).mapToObj(Long::toString).collect(Collectors.joining(", "));
    String dictionary =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }"
            .formatted(
                array.type().numpy().orElseThrow(),
                array.shape().length == 1 ? shape + "," : shape);
    int unpadded = PREFIX_BYTES + dictionary.length() + 1;
    int padding = (ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT;
    String header = dictionary + " ".repeat(padding) + "\n";
    ByteBuffer data = array.data();
    ByteBuffer out = ByteBuffer.allocate(unpadded + padding + data.remaining());
    out.put(MAGIC).put((byte) header.length()).put((byte) (header.length() >> 8));
    return out.put(header.getBytes(StandardCharsets.ISO_8859_1)).put(data).array();
  }

  private static byte[] read(ByteBuffer file, byte[] into) {
    file.get(into);
    return into;
  }

  private static ElementType type(String descr) throws FormatException {
    for (ElementType type : ElementType.values()) {
      if (type.numpy().equals(Optional.of(descr))) {
        return type;
      }
    }
    String known =
        Arrays.stream(ElementType.values())
            .flatMap(type -> type.numpy().stream())
            .collect(Collectors.joining(", "));
    throw new FormatException("array: expected a type out of " + known + ", got '" + descr + "'");
  }

  private static long[] shape(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(dimension -> !dimension.isEmpty())
        .mapToLong(Long::parseLong)
        .toArray();
  }

  /** A byte that is neither 0 nor 1 is no bool: engines read it in different ways. */
  private static NpyArray checked(NpyArray array) throws FormatException {
    ByteBuffer data = array.data();
    while (array.type() == ElementType.BOOL && data.hasRemaining()) {
      byte value = data.get();
      if (value < 0 || value > 1) {
        throw new FormatException("array of bool: expected bytes of 0 or 1, got " + value);
      }
    }
    return array;
  }
}
