package io.skerry.agent.fetch;

import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How long several transfers side by side have waited for chunks while connected. What this machine
 * does itself in between, such as hashing what is here already, is nobody else's silence. Confined
 * to one thread.
 */
final class Patience {
  private final ChunkExchange exchange;
  private final LongSupplier nanoTime;
  private long waitedNs;

  Patience(ChunkExchange exchange, LongSupplier nanoTime) {
    this.exchange = exchange;
    this.nanoTime = nanoTime;
  }

  /** The next message of one blob, waiting for it up to a time. */
  Optional<byte[]> poll(ChunkExchange.Listener listener, long waitMs) throws InterruptedException {
    long startNs = nanoTime.getAsLong();
    Optional<byte[]> message = listener.poll(waitMs);
    if (exchange.connected()) {
      waitedNs += nanoTime.getAsLong() - startNs;
    }
    return message;
  }

  /** All of it, over all blobs. */
  long waitedNs() {
    return waitedNs;
  }
}
