package io.skerry.agent.schedule;

import io.skerry.agent.engine.Tensor;
import java.util.concurrent.atomic.AtomicInteger;

/** A tensor that several hold parts of; the last one to free his frees it. Thread-safe. */
final class Shared {
  private final Tensor whole;
  private final AtomicInteger holders = new AtomicInteger(1);

  /** Held once, by the caller. */
  Shared(Tensor whole) {
    this.whole = whole;
  }

  /** One holder less. */
  void letGo() {
    if (holders.decrementAndGet() == 0) {
      whole.free();
    }
  }

  /** All of it, held once more. */
  Tensor all() {
    holders.incrementAndGet();
    return Tensor.wrap(whole.type(), whole.shape(), whole.bytes(), this::letGo);
  }

  /** Contiguous elements of that shape, held once more. */
  Tensor slice(long firstElement, long[] shape) {
    int bytes = Tensor.byteCount(whole.type(), shape);
    int from = Math.toIntExact(firstElement * whole.type().bytes());
    holders.incrementAndGet();
    return Tensor.wrap(whole.type(), shape, whole.bytes().slice(from, bytes), this::letGo);
  }
}
