package io.skerry.protocol.chunk;

import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.FormatException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The chunks of one blob in order. Encoded as 36 bytes each: length (4 bytes, big-endian) and
 * SHA-256. Immutable, thread-safe.
 */
public final class ChunkIndex {
  /** The length of one encoded entry. */
  public static final int ENTRY_BYTES = 36;

  /** The longest encoded index, in bytes. */
  public static final int MAX_BYTES = 8 << 20;

  private final byte[] entries;
  private final long[] offsets; // one more than there are chunks: the last is the blob's length

  private ChunkIndex(byte[] entries, long[] offsets) {
    this.entries = entries;
    this.offsets = offsets;
  }

  /**
   * Parses an index.
   *
   * @param blobBytes the length that the chunks must add up to
   * @throws FormatException for a torn entry, a chunk of 0 or over 256 KiB, or another sum
   */
  public static ChunkIndex parse(byte[] bytes, long blobBytes) throws FormatException {
    if (bytes.length == 0 || bytes.length % ENTRY_BYTES != 0 || bytes.length > MAX_BYTES) {
      throw new FormatException(
          "chunk index: expected a multiple of 36 bytes up to 8 MiB, got " + bytes.length);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes.clone());
    long[] offsets = new long[bytes.length / ENTRY_BYTES + 1];
    for (int i = 0; i < offsets.length - 1; i++) {
      int length = buffer.getInt(i * ENTRY_BYTES);
      if (length < 1 || length > Chunker.MAX_BYTES) {
        throw new FormatException(
            "chunk " + i + ": expected a length of 1 to 256 KiB, got " + length);
      }
      offsets[i + 1] = offsets[i] + length;
    }
    if (offsets[offsets.length - 1] != blobBytes) {
      throw new FormatException(
          "chunk index: expected chunks of "
              + blobBytes
              + " bytes together, got "
              + offsets[offsets.length - 1]);
    }
    return new ChunkIndex(buffer.array(), offsets);
  }

  /** How many chunks. */
  public int size() {
    return offsets.length - 1;
  }

  /** The length of the blob in bytes. */
  public long blobBytes() {
    return offsets[size()];
  }

  /** Where chunk {@code number} begins in the blob. */
  public long offset(int number) {
    return offsets[checked(number)];
  }

  /** The length of chunk {@code number} in bytes: 1 to 256 KiB. */
  public int length(int number) {
    return (int) (offsets[checked(number) + 1] - offsets[number]);
  }

  /** The digest of chunk {@code number}. */
  public Sha256 digest(int number) {
    int from = checked(number) * ENTRY_BYTES + Integer.BYTES;
    return Sha256.ofDigest(Arrays.copyOfRange(entries, from, from + 32));
  }

  /** Whether these bytes are chunk {@code number}; leaves the buffer as it is. */
  public boolean matches(int number, ByteBuffer bytes) {
    if (bytes.remaining() != length(number)) {
      return false;
    }
    MessageDigest digest = Sha256.newDigest();
    digest.update(bytes.duplicate());
    int from = number * ENTRY_BYTES + Integer.BYTES;
    return Arrays.equals(digest.digest(), 0, 32, entries, from, from + 32);
  }

  /** The encoded form. */
  public byte[] toBytes() {
    return entries.clone();
  }

  private int checked(int number) {
    if (number < 0 || number >= size()) {
      throw new IndexOutOfBoundsException("chunk " + number + " of " + size());
    }
    return number;
  }

  /** Gathers entries. Confined to one thread. */
  static final class Builder {
    private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
    private long blobBytes;

    void add(byte[] buffer, int offset, int length) {
      if (entries.size() + ENTRY_BYTES > MAX_BYTES) {
        throw new IllegalArgumentException(
            "blob: expected at most " + MAX_BYTES / ENTRY_BYTES + " chunks");
      }
      MessageDigest digest = Sha256.newDigest();
      digest.update(buffer, offset, length);
      entries.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
      entries.writeBytes(digest.digest());
      blobBytes += length;
    }

    ChunkIndex build() {
      try {
        return parse(entries.toByteArray(), blobBytes);
      } catch (FormatException e) {
        throw new IllegalArgumentException("an empty blob has no chunks", e);
      }
    }
  }
}
