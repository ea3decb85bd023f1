package io.skerry.agent.oip;

import io.skerry.agent.engine.Tensor;
import io.skerry.protocol.manifest.ElementType;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The body of a request in one block of direct memory, which tensors may be views of. It is given
 * back when the body and every view are freed. Filled by one thread, then only read.
 */
final class Body {
  private static final int ALIGNMENT = 64;

  private final Tensor block;
  private final int start;
  private final AtomicInteger users = new AtomicInteger(1);
  private int length;

  private Body(Tensor block, int start) {
    this.block = block;
    this.start = start;
  }

  /**
   * An empty one.
   *
   * @param jsonBytes the length of the JSON before binary tensors: what follows it is aligned
   * @param capacity the most bytes that it can hold
   */
  static Body of(Blocks blocks, int jsonBytes, int capacity) throws RefusedException {
    int start = -jsonBytes & (ALIGNMENT - 1);
    return new Body(blocks.take(ElementType.UINT8, (long) start + capacity), start);
  }

  /** How many bytes it holds. */
  int length() {
    return length;
  }

  /** How many more it can hold. */
  int room() {
    return block.size() - start - length;
  }

  /** The place for the next bytes. */
  ByteBuffer space() {
    return block.bytes().position(start + length);
  }

  /** That many bytes were put there. */
  void filled(int bytes) {
    length += bytes;
  }

  /** The bytes from one to another. */
  ByteBuffer bytes(int from, int to) {
    return block.bytes().slice(start + from, to - from);
  }

  /** A tensor of the bytes from one to another, which are as many as the shape holds. */
  Tensor view(ElementType type, long[] shape, int from, int to) {
    Tensor view = Tensor.wrap(type, shape, bytes(from, to), this::free);
    users.incrementAndGet();
    return view;
  }

  /** Whether elements that begin at a byte lie as engines and processors want them. */
  boolean aligned(int from) {
    return (start + from) % Tensor.ALIGNMENT == 0;
  }

  /** Gives up the body or a view of it. */
  void free() {
    if (users.decrementAndGet() == 0) {
      block.free();
    }
  }
}
