package io.skerry.protocol.message;

import io.skerry.protocol.json.FormatException;
import java.nio.ByteBuffer;

/**
 * On {@code blobs/{digest}/chunks}: one chunk in binary, its number (4 bytes, big-endian) and its
 * bytes. A blob without an index counts slices of 64 KiB as chunks. Not thread-safe: {@code bytes}
 * is a view of the message.
 */
public record Chunk(int number, ByteBuffer bytes) {
  /** The length of every slice of a blob without an index, except the last. */
  public static final int SLICE_BYTES = 64 * 1024;

  /** The longest chunk, in bytes. */
  public static final int MAX_BYTES = 256 * 1024;

  /**
   * Reads a message.
   *
   * @throws FormatException where it is too short or too long
   */
  public static Chunk parse(byte[] message) throws FormatException {
    if (message.length < 5 || message.length > 4 + MAX_BYTES) {
      throw new FormatException(
          "chunk: expected 5 to " + (4 + MAX_BYTES) + " bytes, got " + message.length);
    }
    ByteBuffer buffer = ByteBuffer.wrap(message);
    int number = buffer.getInt();
    if (number < 0) {
      throw new FormatException("chunk: expected a number >= 0, got " + number);
    }
    return new Chunk(number, buffer.slice());
  }

  /** The message's bytes. */
  public byte[] toBytes() {
    byte[] message = new byte[4 + bytes.remaining()];
    ByteBuffer.wrap(message).putInt(number).put(bytes.duplicate());
    return message;
  }
}
