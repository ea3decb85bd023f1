package io.skerry.agent.store;

import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.message.Chunk;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** How a blob is cut into the pieces in which it travels. Immutable. */
public final class Layout {
  private static final int ENTRY_BYTES = 36;
  private static final int DIGEST_BYTES = 32;

  private final long[] offsets;
  private final Optional<byte[]> index;

  private Layout(long[] offsets, Optional<byte[]> index) {
    this.offsets = offsets;
    this.index = index;
  }

  /** Slices of 64 KiB, verified as a whole only. */
  public static Layout slices(long length) {
    int count = Math.toIntExact((length + Chunk.SLICE_BYTES - 1) / Chunk.SLICE_BYTES);
    long[] offsets = new long[count + 1];
    for (int i = 0; i <= count; i++) {
      offsets[i] = Math.min(length, (long) i * Chunk.SLICE_BYTES);
    }
    return new Layout(offsets, Optional.empty());
  }

  /**
   * The chunks that a verified index lists.
   *
   * @throws StoreException if they don't add up to the blob
   */
  public static Layout chunks(Blob blob, byte[] index) throws StoreException {
    int count = index.length / ENTRY_BYTES;
    long[] offsets = new long[count + 1];
    ByteBuffer entries = ByteBuffer.wrap(index);
    for (int i = 0; i < count; i++) {
      int length = entries.getInt(i * ENTRY_BYTES);
      if (length < 1 || length > Chunk.MAX_BYTES) {
        throw new StoreException(
            "chunk "
                + i
                + " of blob "
                + blob.sha256()
                + ": expected 1 to 262144 bytes, got "
                + length);
      }
      offsets[i + 1] = offsets[i] + length;
    }
    if (index.length % ENTRY_BYTES != 0 || offsets[count] != blob.length()) {
      throw new StoreException(
          "chunk index of blob "
              + blob.sha256()
              + ": expected "
              + blob.length()
              + " bytes, got "
              + offsets[count]);
    }
    return new Layout(offsets, Optional.of(index.clone()));
  }

  /** How many pieces. */
  public int count() {
    return offsets.length - 1;
  }

  /** The whole length in bytes. */
  public long length() {
    return offsets[count()];
  }

  long offset(int number) {
    return offsets[number];
  }

  int length(int number) {
    return (int) (offsets[number + 1] - offsets[number]);
  }

  /** Whether each piece has a digest of its own. */
  boolean indexed() {
    return index.isPresent();
  }

  /** The digest of one piece; empty for slices. */
  Optional<Sha256> digest(int number) {
    int from = number * ENTRY_BYTES + 4;
    return index.map(
        entries -> Sha256.ofDigest(Arrays.copyOfRange(entries, from, from + DIGEST_BYTES)));
  }
}
