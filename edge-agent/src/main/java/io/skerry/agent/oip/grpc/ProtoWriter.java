package io.skerry.agent.oip.grpc;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes a small message of Protocol Buffers. As proto3 does it leaves out what is zero or empty.
 * Confined to one thread.
 */
final class ProtoWriter {
  private byte[] bytes;
  private int length;

  ProtoWriter() {
    this(64);
  }

  /** Empty, with room for that many bytes. */
  ProtoWriter(int room) {
    bytes = new byte[room];
  }

  /** A whole number, or true as 1. */
  ProtoWriter number(int field, long value) {
    return value == 0 ? this : varint((long) field << 3 | ProtoReader.VARINT).varint(value);
  }

  /** True or false. */
  ProtoWriter flag(int field, boolean value) {
    return number(field, value ? 1 : 0);
  }

  /** A text. */
  ProtoWriter text(int field, String value) {
    return value.isEmpty() ? this : element(field, value);
  }

  /** A text in a repeated field, where an empty one counts too. */
  ProtoWriter element(int field, String value) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    return head(field, text.length).append(text, text.length);
  }

  /** Numbers in a repeated field. */
  ProtoWriter numbers(int field, long... values) {
    if (values.length == 0) {
      return this;
    }
    ProtoWriter packed = new ProtoWriter();
    for (long value : values) {
      packed.varint(value);
    }
    return message(field, packed);
  }

  /** A message, also an empty one. */
  ProtoWriter message(int field, ProtoWriter inner) {
    return head(field, inner.length).append(inner.bytes, inner.length);
  }

  /** Tag and length of bytes that are to follow. */
  ProtoWriter head(int field, long bytes) {
    return varint((long) field << 3 | ProtoReader.BYTES).varint(bytes);
  }

  /** How many bytes {@link #head} takes. */
  static int headBytes(int field, long bytes) {
    return varintBytes((long) field << 3) + varintBytes(bytes);
  }

  /** So far. */
  int length() {
    return length;
  }

  /** A copy of what was written. */
  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  private static int varintBytes(long value) {
    return (Long.SIZE + 6 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }

  private ProtoWriter varint(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    return this;
  }

  private ProtoWriter append(byte[] from, int count) {
    room(count);
    System.arraycopy(from, 0, bytes, length, count);
    length += count;
    return this;
  }

  private void room(int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
    }
  }
}
