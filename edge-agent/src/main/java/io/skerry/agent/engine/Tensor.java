package io.skerry.agent.engine;

import io.skerry.protocol.manifest.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Elements in C order and the machine's byte order. Confined to one thread at a time: its elements
 * may be written again and again, its type and shape never change. Texts are kept apart from bytes.
 */
public final class Tensor {
  /**
   * Where the first byte of a view must lie for an engine to give the same bits every time: sums of
   * many elements begin with those before the first whole register.
   */
  public static final int ALIGNMENT = 16;

  /** The most bytes of one tensor. */
  public static final int MAX_BYTES = 256 << 20;

  private final ElementType type;
  private final long[] shape;
  private final ByteBuffer data;
  private final List<String> texts;
  private final Runnable free;
  private final AtomicBoolean freed = new AtomicBoolean();

  private Tensor(
      ElementType type, long[] shape, ByteBuffer data, List<String> texts, Runnable free) {
    this.type = type;
    this.shape = shape;
    this.data = data;
    this.texts = texts;
    this.free = free;
  }

  private static Tensor numbers(ElementType type, long[] shape, ByteBuffer data, Runnable free) {
    return new Tensor(type, shape.clone(), data.order(ByteOrder.nativeOrder()), List.of(), free);
  }

  /**
   * All zeros, in direct memory, which engines read without copying. Made once and used again: such
   * memory is freed only when the collector finds it.
   *
   * @param shape no dimension below 0; empty for a scalar
   * @throws IllegalArgumentException for more than {@link #MAX_BYTES}
   */
  public static Tensor allocate(ElementType type, long... shape) {
    return numbers(type, shape, ByteBuffer.allocateDirect(byteCount(type, shape)), () -> {});
  }

  /**
   * A view of elements in the machine's byte order; they are not copied.
   *
   * @throws IllegalArgumentException where shape and data don't fit each other
   */
  public static Tensor wrap(ElementType type, long[] shape, ByteBuffer data) {
    return wrap(type, shape, data, () -> {});
  }

  /**
   * A view of memory that is lent.
   *
   * @param free gives the memory back; run once, by the first {@link #free}
   */
  public static Tensor wrap(ElementType type, long[] shape, ByteBuffer data, Runnable free) {
    if (byteCount(type, shape) != data.remaining()) {
      throw new IllegalArgumentException(
          "tensor of %s %s: expected %d bytes, got %d"
              .formatted(type, Arrays.toString(shape), byteCount(type, shape), data.remaining()));
    }
    return numbers(type, shape, data.slice(), free);
  }

  /**
   * Texts.
   *
   * @throws IllegalArgumentException where there are not as many as the shape holds
   */
  public static Tensor ofTexts(List<String> texts, long... shape) {
    long expected = 1;
    for (long dimension : shape) {
      expected = Math.multiplyExact(expected, dimension);
    }
    if (expected != texts.size()) {
      throw new IllegalArgumentException(
          "tensor of texts %s: expected %d, got %d"
              .formatted(Arrays.toString(shape), expected, texts.size()));
    }
    return new Tensor(
        ElementType.STRING, shape.clone(), ByteBuffer.allocate(0), List.copyOf(texts), () -> {});
  }

  /** Gives lent memory back; nothing may read the tensor afterwards. Freeing again does nothing. */
  public void free() {
    if (freed.compareAndSet(false, true)) {
      free.run();
    }
  }

  /** The texts of a tensor of strings; empty for others. */
  public List<String> texts() {
    return texts;
  }

  /** How many elements. */
  public int size() {
    return type == ElementType.STRING ? texts.size() : data.remaining() / type.bytes();
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

  /**
   * The bytes of that many numbers.
   *
   * @throws IllegalArgumentException for more than {@link #MAX_BYTES}, a negative dimension, texts
   */
  public static int byteCount(ElementType type, long... shape) {
    if (type == ElementType.STRING) {
      throw new IllegalArgumentException("tensor: texts have no fixed length");
    }
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
