package io.skerry.protocol.chunk;

import io.skerry.protocol.id.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * FastCDC's rolling hash and its cut rule: gear table, normalised chunking of level 2. A change of
 * any number here moves every boundary, and with it what devices can reuse.
 */
final class Gear {
  static final int MIN_BYTES = 16 * 1024;
  static final int NORMAL_BYTES = 64 * 1024;
  static final int MAX_BYTES = 256 * 1024;

  /** 18 bits before the normal length, 14 after: lengths crowd around 64 KiB. */
  private static final long MASK_BEFORE = -1L << (64 - 18);

  private static final long MASK_AFTER = -1L << (64 - 14);
  private static final long[] TABLE = table();

  private Gear() {}

  /** The length of the chunk that begins at {@code from}, of {@code available} bytes. */
  static int cut(byte[] bytes, int from, int available) {
    int end = Math.min(available, MAX_BYTES);
    if (end <= MIN_BYTES) {
      return end;
    }
    int normal = Math.min(end, NORMAL_BYTES);
    long hash = 0;
    int i = MIN_BYTES;
    for (; i < normal; i++) {
      hash = (hash << 1) + TABLE[bytes[from + i] & 0xff];
      if ((hash & MASK_BEFORE) == 0) {
        return i + 1;
      }
    }
    for (; i < end; i++) {
      hash = (hash << 1) + TABLE[bytes[from + i] & 0xff];
      if ((hash & MASK_AFTER) == 0) {
        return i + 1;
      }
    }
    return end;
  }

  /** Entry b is the first 8 bytes, big-endian, of SHA-256("skerry gear " + b). */
  private static long[] table() {
    long[] table = new long[256];
    for (int b = 0; b < table.length; b++) {
      byte[] seed = ("skerry gear " + b).getBytes(StandardCharsets.US_ASCII);
      table[b] = ByteBuffer.wrap(Sha256.newDigest().digest(seed)).getLong();
    }
    return table;
  }
}
