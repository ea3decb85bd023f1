package io.skerry.protocol.manifest;

import io.skerry.protocol.id.Sha256;
import java.util.Optional;

/**
 * Content-addressed bytes. With an index the blob travels as the chunks that the index lists;
 * without one in slices of 64 KiB that are verified as a whole.
 *
 * @param sha256 of all the bytes
 * @param length in bytes, at most 16 GiB
 * @param index the chunk index, itself a blob without an index
 */
public record Blob(Sha256 sha256, long length, Optional<Index> index) {
  /** The longest blob, in bytes. */
  public static final long MAX_BYTES = 16L << 30;

  public Blob {
    if (length < 0 || length > MAX_BYTES) {
      throw new IllegalArgumentException("blob length: expected 0 to 16 GiB, got " + length);
    }
  }

  /**
   * A chunk index: entries of a 4-byte big-endian length and a 32-byte digest, in order.
   *
   * @param length in bytes, a multiple of 36, at most 8 MiB
   */
  public record Index(Sha256 sha256, int length) {
    public Index {
      if (length <= 0 || length % 36 != 0 || length > 8 << 20) {
        throw new IllegalArgumentException(
            "chunk index length: expected a multiple of 36 up to 8 MiB, got " + length);
      }
    }
  }
}
