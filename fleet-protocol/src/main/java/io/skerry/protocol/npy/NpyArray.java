package io.skerry.protocol.npy;

import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.Decimal;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Tensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * A tensor with its elements: little-endian, C order, at most 8 dimensions and 64 MiB. Immutable
 * and thread-safe, as long as nobody writes to the buffer it was made of.
 */
public final class NpyArray {
  /** The most bytes of elements. */
  public static final int MAX_BYTES = 64 << 20;

  /** The most dimensions. */
  public static final int MAX_DIMENSIONS = 8;

  private final ElementType type;
  private final long[] shape;
  private final ByteBuffer data;

  private NpyArray(ElementType type, long[] shape, ByteBuffer data) {
    this.type = type;
    this.shape = shape;
    this.data = data;
  }

  /**
   * Wraps elements; the buffer is not copied.
   *
   * @param shape no dimension below 0; empty for a scalar
   * @param data little-endian elements, exactly as many as the shape holds
   * @throws IllegalArgumentException where shape and data don't fit each other or the limits
   */
  public static NpyArray of(ElementType type, long[] shape, ByteBuffer data) {
    if (byteCount(type, shape) != data.remaining()) {
      throw new IllegalArgumentException(
          "array of %s %s: expected %d bytes, got %d"
              .formatted(
                  name(type), Arrays.toString(shape), byteCount(type, shape), data.remaining()));
    }
    return new NpyArray(type, shape.clone(), data.slice());
  }

  /** All zeros. */
  public static NpyArray zeros(ElementType type, long[] shape) {
    return of(type, shape, ByteBuffer.allocate(byteCount(type, shape)));
  }

  /**
   * Every element the same value.
   *
   * @throws IllegalArgumentException if the type can't hold it
   */
  public static NpyArray filled(ElementType type, long[] shape, Decimal value) {
    ByteBuffer data = ByteBuffer.allocate(byteCount(type, shape)).order(ByteOrder.LITTLE_ENDIAN);
    byte[] element = Element.encode(type, value);
    while (data.hasRemaining()) {
      data.put(element);
    }
    return of(type, shape, data.flip());
  }

  /**
   * Parses a .npy file, format 1.0.
   *
   * @throws FormatException for another format, a type that models don't use, Fortran order, a
   *     length that does not fit the shape, or more than the limits
   */
  public static NpyArray parse(byte[] file) throws FormatException {
    return NpyFormat.parse(ByteBuffer.wrap(file));
  }

  /** The same as a .npy file, format 1.0; the same array gives the same bytes as NumPy writes. */
  public byte[] toBytes() {
    return NpyFormat.write(this);
  }

  /** The elements' type. */
  public ElementType type() {
    return type;
  }

  /** A copy of the dimensions; empty for a scalar. */
  public long[] shape() {
    return shape.clone();
  }

  /** A read-only, little-endian view of the elements. */
  public ByteBuffer data() {
    return data.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** How many elements. */
  public int size() {
    return data.remaining() / type.bytes();
  }

  /** Why this array can't be that tensor; empty if it can. */
  public Optional<String> refusal(Tensors.Spec spec) {
    long[] expected = spec.dimensions();
    boolean fits = type == spec.type() && shape.length == expected.length;
    for (int i = 0; fits && i < shape.length; i++) {
      fits = expected[i] < 0 || expected[i] == shape[i];
    }
    return fits
        ? Optional.empty()
        : Optional.of(
            "tensor %s: expected %s %s, got %s"
                .formatted(spec.name(), name(spec.type()), spec.shape(), this));
  }

  /** Type and shape, never the elements. */
  @Override
  public String toString() {
    return name(type) + " " + Arrays.toString(shape);
  }

  static int byteCount(ElementType type, long[] shape) {
    if (type.numpy().isEmpty()) {
      throw new IllegalArgumentException("array: there are no arrays of " + name(type));
    }
    long elements = 1;
    for (long dimension : shape) {
      if (dimension < 0 || dimension > MAX_BYTES) {
        throw new IllegalArgumentException(
            "array: expected dimensions of 0 to " + MAX_BYTES + ", got " + dimension);
      }
      elements = Math.min(elements * dimension, (long) MAX_BYTES + 1);
    }
    if (shape.length > MAX_DIMENSIONS || elements * type.bytes() > MAX_BYTES) {
      throw new IllegalArgumentException(
          "array: expected at most 8 dimensions and 64 MiB, got " + Arrays.toString(shape));
    }
    return (int) elements * type.bytes();
  }

  private static String name(ElementType type) {
    return type.name().toLowerCase(java.util.Locale.ROOT);
  }
}
