package io.skerry.agent.oip.grpc;

import io.skerry.agent.engine.Tensor;
import io.skerry.agent.engine.TensorPool;
import io.skerry.protocol.manifest.ElementType;
import java.util.concurrent.atomic.AtomicLong;

/** Pooled memory for what callers send, with a bound on how much they hold at once. Thread-safe. */
final class Blocks {
  private final TensorPool pool;
  private final long most;
  private final AtomicLong held = new AtomicLong();

  /**
   * Nothing is held yet.
   *
   * @param most bytes over all callers
   */
  Blocks(TensorPool pool, long most) {
    this.pool = pool;
    this.most = most;
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
    if (held.addAndGet(bytes) > most) {
      held.addAndGet(-bytes);
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
            held.addAndGet(-bytes);
          });
    } catch (OutOfMemoryError _) {
      held.addAndGet(-bytes);
      throw full();
    }
  }

  /** What callers hold now, in bytes. */
  long held() {
    return held.get();
  }

  private CallException full() {
    return new CallException(
        Status.RESOURCE_EXHAUSTED,
        "the requests under way hold "
            + (held.get() >> 20)
            + " MiB of at most "
            + (most >> 20)
            + ": try again in a second");
  }
}
