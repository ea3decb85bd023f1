package io.skerry.protocol.chunk;

import java.io.IOException;
import java.io.InputStream;

/**
 * Cuts a stream into content-defined chunks (FastCDC): 16 KiB at least, 64 KiB on average, 256 KiB
 * at most, the last one whatever is left. The same bytes always give the same chunks. Holds 1 MiB,
 * however long the stream. Thread-safe.
 */
public final class Chunker {
  /** The shortest chunk, in bytes, except for the last of a stream. */
  public static final int MIN_BYTES = Gear.MIN_BYTES;

  /** The longest chunk, in bytes. */
  public static final int MAX_BYTES = Gear.MAX_BYTES;

  private static final int BUFFER_BYTES = 4 * MAX_BYTES;

  private Chunker() {}

  /**
   * Cuts the stream up to its end; leaves it open.
   *
   * @throws IOException from the stream or the sink
   */
  public static void split(InputStream in, Sink sink) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    int from = 0;
    int filled = 0;
    boolean more = true;
    while (true) {
      if (more && filled - from < MAX_BYTES) {
        System.arraycopy(buffer, from, buffer, 0, filled - from);
        filled -= from;
        from = 0;
        int read = in.readNBytes(buffer, filled, buffer.length - filled);
        more = read == buffer.length - filled;
        filled += read;
      }
      if (from == filled) {
        return;
      }
      int length = Gear.cut(buffer, from, filled - from);
      sink.chunk(buffer, from, length);
      from += length;
    }
  }

  /**
   * The index of the stream's chunks; leaves the stream open.
   *
   * @throws IOException from the stream
   * @throws IllegalArgumentException if there are more chunks than an index holds
   */
  public static ChunkIndex index(InputStream in) throws IOException {
    ChunkIndex.Builder index = new ChunkIndex.Builder();
    split(in, index::add);
    return index.build();
  }

  /** Takes one chunk after the other. */
  @FunctionalInterface
  public interface Sink {
    /**
     * One chunk. The buffer is reused after the call.
     *
     * @throws IOException ends the cutting
     */
    void chunk(byte[] buffer, int offset, int length) throws IOException;
  }
}
