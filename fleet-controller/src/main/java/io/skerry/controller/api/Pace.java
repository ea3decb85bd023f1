package io.skerry.controller.api;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * The least that a sender has to keep up, so that it doesn't hold its place for ever: 4 KiB a
 * second over each 30 s that were spent waiting for it. Confined to one thread.
 */
final class Pace {
  private static final long WINDOW_S = 30;
  private static final long BYTES_PER_S = 4096;

  private long waitedNs;
  private long bytes;

  /**
   * Counts a piece.
   *
   * @throws IOException if the sender is too slow
   */
  void require(int pieceBytes, long pieceNs) throws IOException {
    waitedNs += pieceNs;
    bytes += pieceBytes;
    if (waitedNs < TimeUnit.SECONDS.toNanos(WINDOW_S)) {
      return;
    }
    if (bytes < WINDOW_S * BYTES_PER_S) {
      throw new IOException(
          "the sender is too slow: expected %d bytes in %d s, got %d"
              .formatted(WINDOW_S * BYTES_PER_S, WINDOW_S, bytes));
    }
    waitedNs = 0;
    bytes = 0;
  }
}
