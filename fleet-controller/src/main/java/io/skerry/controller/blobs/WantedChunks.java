package io.skerry.controller.blobs;

import io.skerry.protocol.message.Want;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The chunks of one blob that somebody wants and that were not sent in the last moment: whoever
 * asks again while a chunk is on its way to everyone gets it once. Times are milliseconds of any
 * clock. Confined to one thread.
 */
final class WantedChunks {
  static final long GATHER_MS = 150;
  static final long ON_ITS_WAY_MS = 800;
  private static final long IDLE_MS = 10_000;

  private final BlobLayout layout;
  private final BitSet wanted = new BitSet();
  private final Map<Integer, Long> sentMs = new HashMap<>();
  private long sendFromMs;
  private long touchedMs;
  private int next;

  WantedChunks(BlobLayout layout) {
    this.layout = layout;
  }

  BlobLayout layout() {
    return layout;
  }

  /** Notes what a device misses; ranges beyond the blob's end name nothing. */
  void add(Want want, long nowMs) {
    sentMs.values().removeIf(sent -> nowMs - sent >= ON_ITS_WAY_MS);
    if (wanted.isEmpty()) {
      sendFromMs = nowMs + GATHER_MS;
    }
    touchedMs = nowMs;
    for (Want.Range range : want.ranges()) {
      int last = Math.min(range.last(), layout.chunks() - 1);
      for (int number = range.first(); number <= last; number++) {
        if (!sentMs.containsKey(number)) {
          wanted.set(number);
        }
      }
    }
  }

  /** The next chunk to send, in order and around; none while wants are still gathered. */
  OptionalInt peek(long nowMs) {
    if (wanted.isEmpty() || nowMs < sendFromMs) {
      return OptionalInt.empty();
    }
    int number = wanted.nextSetBit(next);
    return OptionalInt.of(number >= 0 ? number : wanted.nextSetBit(0));
  }

  /** The chunk is on its way. */
  void sent(int number, long nowMs) {
    wanted.clear(number);
    sentMs.put(number, nowMs);
    next = number + 1;
    touchedMs = nowMs;
  }

  /** Whether it can be forgotten. */
  boolean idle(long nowMs) {
    return wanted.isEmpty() && nowMs - touchedMs > IDLE_MS;
  }
}
