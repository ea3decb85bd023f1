package io.skerry.agent.oip;

import io.skerry.agent.engine.Tensor;
import io.skerry.agent.engine.TensorPool;
import io.skerry.protocol.manifest.ElementType;
import java.lang.foreign.Arena;

/**
 * Direct memory for requests, within the bound of all protocols. What the pool is too small for is
 * given back to the system as soon as it is freed. Thread-safe.
 */
final class Blocks {
  private static final int POOLED_BYTES = 4 << 20;
  private static final int ALIGNMENT = 64;

  private final TensorPool pool;
  private final HeldBytes held;

  Blocks(TensorPool pool, HeldBytes held) {
    this.pool = pool;
    this.held = held;
  }

  /**
   * A tensor whose elements are not set, in memory that is aligned for any type.
   *
   * @throws RefusedException if too much is held
   */
  Tensor take(ElementType type, long... shape) throws RefusedException {
    int bytes = Tensor.byteCount(type, shape);
    if (!held.take(bytes)) {
      throw RefusedException.full(held);
    }
    try {
      return bytes > POOLED_BYTES ? large(type, shape, bytes) : pooled(type, shape, bytes);
    } catch (OutOfMemoryError _) { // of direct memory, which is bounded apart from the heap
      held.give(bytes);
      throw RefusedException.full(held);
    }
  }

  private Tensor pooled(ElementType type, long[] shape, int bytes) {
    if (bytes == 0) {
      return Tensor.allocate(type, shape);
    }
    Tensor block = pool.take(type, shape);
    return Tensor.wrap(type, shape, block.bytes(), () -> give(block, bytes));
  }

  private void give(Tensor block, int bytes) {
    block.free();
    held.give(bytes);
  }

  private Tensor large(ElementType type, long[] shape, int bytes) {
    Arena arena = Arena.ofShared();
    try {
      return Tensor.wrap(
          type, shape, arena.allocate(bytes, ALIGNMENT).asByteBuffer(), () -> close(arena, bytes));
    } catch (OutOfMemoryError e) {
      arena.close();
      throw e;
    }
  }

  private void close(Arena arena, int bytes) {
    arena.close();
    held.give(bytes);
  }

  /** Where the memory comes from; what is taken there is not counted. */
  TensorPool pool() {
    return pool;
  }

  /** The bytes that requests hold now, over all protocols. */
  long held() {
    return held.taken();
  }
}
