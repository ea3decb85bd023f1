package io.skerry.agent.oip;

import io.skerry.agent.engine.Tensor;
import io.skerry.protocol.manifest.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The raw form of tensors (Triton's binary tensor data extension, gRPC's {@code
 * raw_input_contents}): little-endian elements in C order with nothing between; an element of BYTES
 * is its length as uint32 and then that many bytes, which here are UTF-8. The machines we run on
 * are little-endian, so numbers are copied as they are.
 */
public final class RawTensors {
  /** The most dimensions of a tensor on the wire. */
  public static final int MAX_DIMENSIONS = 8;

  /** The most elements of a tensor of BYTES: each is an object of its own. */
  public static final int MAX_TEXTS = 65_536;

  /** The most bytes of a tensor of BYTES. */
  public static final int MAX_TEXT_BYTES = 16 << 20;

  private RawTensors() {}

  /**
   * How many elements a tensor of that shape has.
   *
   * @param name for messages
   * @throws InvalidRequestException if the shape can't be, or the tensor would be over 256 MiB
   */
  public static int elements(String name, ElementType type, long... shape)
      throws InvalidRequestException {
    if (shape.length > MAX_DIMENSIONS) {
      throw new InvalidRequestException(
          "tensor " + name + ": expected at most 8 dimensions, got " + shape.length);
    }
    long size = type == ElementType.STRING ? Integer.BYTES : type.bytes();
    long count = 1;
    boolean none = false;
    for (long dimension : shape) {
      if (dimension < 0) {
        throw new InvalidRequestException(
            "tensor " + name + ": expected no negative dimension, got " + Arrays.toString(shape));
      }
      if (dimension > Tensor.MAX_BYTES) { // also where another one is 0
        throw new InvalidRequestException(
            "tensor %s: expected no dimension over %d, got %s"
                .formatted(name, Tensor.MAX_BYTES, Arrays.toString(shape)));
      }
      none |= dimension == 0;
      count = Math.min(count * dimension, 1L << 32);
    }
    if (none) {
      return 0;
    }
    if (type == ElementType.STRING && count > MAX_TEXTS) {
      throw new InvalidRequestException(
          "tensor %s: expected at most %d elements of BYTES, got shape %s"
              .formatted(name, MAX_TEXTS, Arrays.toString(shape)));
    }
    if (count * size > Tensor.MAX_BYTES) {
      throw new InvalidRequestException(
          "tensor " + name + ": expected at most 256 MiB, got shape " + Arrays.toString(shape));
    }
    return (int) count;
  }

  /**
   * Checks the number of raw bytes that numbers must have; texts are checked as they are read.
   *
   * @throws InvalidRequestException if there are more or fewer
   */
  public static void checkSize(String name, ElementType type, int elements, long bytes)
      throws InvalidRequestException {
    if (type != ElementType.STRING && bytes != (long) elements * type.bytes()) {
      throw new InvalidRequestException(
          "tensor %s: expected %d bytes for %d elements of %s, got %d"
              .formatted(
                  name, (long) elements * type.bytes(), elements, Datatypes.name(type), bytes));
    }
  }

  /**
   * Checks that each element of BOOL is 0 or 1, which engines rely on.
   *
   * @throws InvalidRequestException naming the first that is not
   */
  public static void checkBooleans(String name, ByteBuffer raw) throws InvalidRequestException {
    for (int i = raw.position(); i < raw.limit(); i++) {
      if ((raw.get(i) & 0xfe) != 0) {
        throw new InvalidRequestException(
            "tensor %s: expected 0 or 1 as each element of BOOL, got %d at %d"
                .formatted(name, raw.get(i) & 0xff, i - raw.position()));
      }
    }
  }

  /**
   * Reads texts.
   *
   * @throws InvalidRequestException if they are not as many as the shape holds, not all the bytes,
   *     or not UTF-8
   */
  public static Tensor readTexts(String name, long[] shape, ByteBuffer raw)
      throws InvalidRequestException {
    int count = elements(name, ElementType.STRING, shape);
    if (raw.remaining() > MAX_TEXT_BYTES) {
      throw tooLong(name, raw.remaining());
    }
    ByteBuffer rest = raw.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (rest.remaining() < (long) count * Integer.BYTES) {
      throw tooShort(name, count, rest);
    }
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      texts.add(readText(name, count, rest));
    }
    if (rest.hasRemaining()) {
      throw new InvalidRequestException(
          "tensor %s: expected nothing after its %d elements, got %d bytes more"
              .formatted(name, count, rest.remaining()));
    }
    return Tensor.ofTexts(texts, shape);
  }

  private static String readText(String name, int count, ByteBuffer rest)
      throws InvalidRequestException {
    if (rest.remaining() < Integer.BYTES) {
      throw tooShort(name, count, rest);
    }
    long length = Integer.toUnsignedLong(rest.getInt());
    if (length > rest.remaining()) {
      throw tooShort(name, count, rest);
    }
    ByteBuffer text = rest.slice(rest.position(), (int) length);
    rest.position(rest.position() + (int) length);
    return utf8(name, text);
  }

  /**
   * Text from its bytes.
   *
   * @throws InvalidRequestException if they are not UTF-8
   */
  public static String utf8(String name, ByteBuffer bytes) throws InvalidRequestException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException _) {
      throw new InvalidRequestException(
          "tensor " + name + ": expected UTF-8 in each element of BYTES");
    }
  }

  static InvalidRequestException tooLong(String name, long bytes) {
    return new InvalidRequestException(
        "tensor %s: expected at most 16 MiB of BYTES, got %d bytes".formatted(name, bytes));
  }

  private static InvalidRequestException tooShort(String name, int count, ByteBuffer rest) {
    return new InvalidRequestException(
        "tensor %s: expected %d elements of BYTES, each its length as uint32 and that many bytes,"
                .formatted(name, count)
            + " got an end after byte "
            + rest.position());
  }

  /** How many bytes {@link #write} writes. */
  public static long bytes(Tensor tensor) {
    if (tensor.type() != ElementType.STRING) {
      return (long) tensor.size() * tensor.type().bytes();
    }
    long bytes = 0;
    for (String text : tensor.texts()) {
      bytes += Integer.BYTES + utf8Bytes(text);
    }
    return bytes;
  }

  /** Writes the raw form into a buffer that has room for it. */
  public static void write(Tensor tensor, ByteBuffer target) {
    if (tensor.type() != ElementType.STRING) {
      target.put(tensor.bytes());
      return;
    }
    target.order(ByteOrder.LITTLE_ENDIAN);
    for (String text : tensor.texts()) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      target.putInt(bytes.length).put(bytes);
    }
  }

  /** As {@link String#getBytes} encodes it: half of a pair becomes a question mark. */
  private static long utf8Bytes(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes += 1;
      } else if (c < 0x800) {
        bytes += 2;
      } else if (!Character.isSurrogate(c)) {
        bytes += 3;
      } else if (i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1))) {
        bytes += 4;
        i++;
      } else {
        bytes += 1;
      }
    }
    return bytes;
  }
}
