package io.skerry.agent.engine;

import io.skerry.protocol.manifest.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Elements in C order and the machine's byte order. Confined to one thread at a time: its elements
 * may be written again and again, its type and shape never change.
 */
public final class Tensor {
  /** The most bytes of one tensor. */
  public static final int MAX_BYTES = 256 << 20;

  private final ElementType type;
  private final long[] shape;
  private final ByteBuffer data;

  private Tensor(ElementType type, long[] shape, ByteBuffer data) {
    this.type = type;
    this.shape = shape;
    this.data = data;
  }

  /**
   * All zeros, in direct memory, which engines read without copying. Made once and used again: such
   * memory is freed only when the collector finds it.
   *
   * @param shape no dimension below 0; empty for a scalar
   * @throws IllegalArgumentException for more than {@link #MAX_BYTES}
   */
  public static Tensor allocate(ElementType type, long... shape) {
    ByteBuffer data = ByteBuffer.allocateDirect(byteCount(type, shape));
    return new Tensor(type, shape.clone(), data.order(ByteOrder.nativeOrder()));
  }

  /**
   * A view of elements in the machine's byte order; they are not copied.
   *
   * @throws IllegalArgumentException where shape and data don't fit each other
   */
  public static Tensor wrap(ElementType type, long[] shape, ByteBuffer data) {
    if (byteCount(type, shape) != data.remaining()) {
      throw new IllegalArgumentException(
          "tensor of %s %s: expected %d bytes, got %d"
              .formatted(type, Arrays.toString(shape), byteCount(type, shape), data.remaining()));
    }
    return new Tensor(type, shape.clone(), data.slice().order(ByteOrder.nativeOrder()));
  }

  /** The elements' type. */
  public ElementType type() {
    return type;
  }

  /** A copy of the dimensions. */
  public long[] shape() {
    return shape.clone();
  }

  /** A view of the bytes, from the first to the last. */
  public ByteBuffer bytes() {
    return data.duplicate().order(ByteOrder.nativeOrder());
  }

  /**
   * A view of the elements.
   *
   * @throws IllegalStateException if they aren't float32
   */
  public FloatBuffer floats() {
    if (type != ElementType.FLOAT32) {
      throw new IllegalStateException("tensor: expected float32, got " + this);
    }
    return bytes().asFloatBuffer();
  }

  /** Type and shape, never the elements. */
  @Override
  public String toString() {
    return type + " " + Arrays.toString(shape);
  }

  private static int byteCount(ElementType type, long[] shape) {
    long bytes = type.bytes();
    for (long dimension : shape) {
      if (dimension < 0 || dimension > MAX_BYTES) {
        throw new IllegalArgumentException("tensor: can't have shape " + Arrays.toString(shape));
      }
      bytes = Math.min(bytes * dimension, MAX_BYTES + 1L);
    }
    if (bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "tensor: expected at most 256 MiB, got " + Arrays.toString(shape));
    }
    return (int) bytes;
  }
}
