package io.skerry.agent.engine;

import io.skerry.protocol.manifest.ElementType;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Direct memory for tensors, used again and again: blocks of powers of two, 256 bytes to 4 MiB;
 * what is larger is allocated for once. At most {@code maxBytes} wait for use, the rest is left to
 * the collector. Thread-safe.
 */
public final class TensorPool {
  private static final int SMALLEST_LOG2 = 8;
  private static final int LARGEST_LOG2 = 22;

  private final long maxBytes;
  private final AtomicLong idleBytes = new AtomicLong();
  private final AtomicLong lent = new AtomicLong();
  private final Blocks[] classes = new Blocks[LARGEST_LOG2 - SMALLEST_LOG2 + 1];

  /**
   * Empty.
   *
   * @param maxBytes the most that is kept while nobody uses it
   */
  public TensorPool(long maxBytes) {
    this.maxBytes = maxBytes;
    for (int i = 0; i < classes.length; i++) {
      classes[i] = new Blocks();
    }
  }

  /**
   * A tensor whose elements are not set; {@link Tensor#free} brings its memory back.
   *
   * @throws IllegalArgumentException for more than {@link Tensor#MAX_BYTES}, and for texts
   */
  public Tensor take(ElementType type, long... shape) {
    int bytes = Tensor.byteCount(type, shape);
    if (bytes > 1 << LARGEST_LOG2) {
      return Tensor.allocate(type, shape);
    }
    int index =
        Math.max(0, 32 - SMALLEST_LOG2 - Integer.numberOfLeadingZeros(Math.max(bytes, 1) - 1));
    ByteBuffer block = classes[index].queue.poll();
    if (block == null) {
      block = ByteBuffer.allocateDirect(1 << (index + SMALLEST_LOG2));
    } else {
      idleBytes.addAndGet(-block.capacity());
    }
    ByteBuffer whole = block;
    lent.incrementAndGet();
    return Tensor.wrap(type, shape, block.slice(0, bytes), () -> give(index, whole));
  }

  private void give(int index, ByteBuffer block) {
    lent.decrementAndGet();
    if (idleBytes.addAndGet(block.capacity()) > maxBytes) {
      idleBytes.addAndGet(-block.capacity());
      return;
    }
    classes[index].queue.add(block);
  }

  /** The tensors of 4 MiB or less that were taken and not freed yet. */
  public long lent() {
    return lent.get();
  }

  /** The bytes that wait for use. */
  public long idleBytes() {
    return idleBytes.get();
  }

  /** Free blocks of one size. */
  private static final class Blocks {
    private final ConcurrentLinkedQueue<ByteBuffer> queue = new ConcurrentLinkedQueue<>();
  }
}
