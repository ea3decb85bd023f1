package io.skerry.agent.oip.grpc;

import io.skerry.agent.engine.Tensor;
import io.skerry.agent.engine.TensorPool;
import io.skerry.agent.oip.HeldBytes;
import io.skerry.protocol.manifest.ElementType;

/** Pooled memory for what callers send, within the bound of all protocols. Thread-safe. */
final class Blocks {
  private final TensorPool pool;
  private final HeldBytes held;

  Blocks(TensorPool pool, HeldBytes held) {
    this.pool = pool;
    this.held = held;
  }

  /**
   * Memory whose bytes are not set; to free it gives it back.
   *
   * @throws CallException if too much is held already
   */
  Tensor take(int bytes) throws CallException {
    return take(ElementType.UINT8, bytes);
  }

  /**
   * A tensor whose elements are not set; to free it gives its memory back.
   *
   * @throws CallException if too much is held already
   */
  Tensor take(ElementType type, long... shape) throws CallException {
    int bytes = Tensor.byteCount(type, shape);
    if (bytes == 0) {
      return Tensor.allocate(type, shape);
    }
    if (!held.take(bytes)) {
      throw full();
    }
    try {
      Tensor own = pool.take(type, shape);
      return Tensor.wrap(
          type,
          shape,
          own.bytes(),
          () -> {
            own.free();
            held.give(bytes);
          });
    } catch (OutOfMemoryError _) {
      held.give(bytes);
      throw full();
    }
  }

  /** What callers hold now, in bytes, over all protocols. */
  long held() {
    return held.taken();
  }

  private CallException full() {
    return new CallException(Status.RESOURCE_EXHAUSTED, held.full());
  }
}
