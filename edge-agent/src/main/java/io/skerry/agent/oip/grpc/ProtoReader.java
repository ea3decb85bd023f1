package io.skerry.agent.oip.grpc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Walks through one message of Protocol Buffers (its "Encoding" guide) without copying it. A loop
 * over {@link #next} switches on {@link #tag}; what it does not know, also a known number of
 * another wire type, it gives to {@link #skip}. Groups, long deprecated, are refused, so nothing
 * here recurses. Confined to one thread.
 */
final class ProtoReader {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  private static final int LONGEST_VARINT = 10;

  private final ByteBuffer bytes;
  private int tag;

  /** Over what remains in a buffer, whose position is left alone. */
  ProtoReader(ByteBuffer bytes) {
    this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Goes to the next field; false at the end. */
  boolean next() throws CallException {
    if (!bytes.hasRemaining()) {
      return false;
    }
    long value = varint();
    if (value < 1 << 3 || value > 0xffff_ffffL) {
      throw CallException.invalid("message: expected a field, got tag " + value);
    }
    tag = (int) value;
    return true;
  }

  /** The field's number shifted left by three, and its wire type: {@code 5 << 3 | BYTES}. */
  int tag() {
    return tag;
  }

  /** The field's number. */
  int field() {
    return tag >>> 3;
  }

  /** Whether there is more. */
  boolean hasRemaining() {
    return bytes.hasRemaining();
  }

  /** How many bytes are left. */
  int remaining() {
    return bytes.remaining();
  }

  /** A whole number of any size; negative ones are ten bytes. */
  long varint() throws CallException {
    long value = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      if (!bytes.hasRemaining()) {
        throw cut(1);
      }
      byte next = bytes.get();
      value |= (next & 0x7fL) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw CallException.invalid("message: expected a number of at most 10 bytes");
  }

  /** Four bytes. */
  int fixed32() throws CallException {
    need(Integer.BYTES);
    return bytes.getInt();
  }

  /** Eight bytes. */
  long fixed64() throws CallException {
    need(Long.BYTES);
    return bytes.getLong();
  }

  /** A view of bytes with their length before them. */
  ByteBuffer bytes() throws CallException {
    long length = varint();
    if (length < 0 || length > bytes.remaining()) {
      throw cut(length);
    }
    ByteBuffer view = bytes.slice(bytes.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(bytes.position() + (int) length);
    return view;
  }

  /** A message within this one. */
  ProtoReader message() throws CallException {
    return new ProtoReader(bytes());
  }

  /**
   * A text in UTF-8.
   *
   * @param what for messages
   * @param most bytes
   */
  String text(String what, int most) throws CallException {
    ByteBuffer view = bytes();
    if (view.remaining() > most) {
      throw CallException.invalid(
          "%s: expected at most %d bytes, got %d".formatted(what, most, view.remaining()));
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(view).toString();
    } catch (CharacterCodingException _) {
      throw CallException.invalid(what + ": expected UTF-8");
    }
  }

  /** Passes over a field that nobody knows. */
  void skip() throws CallException {
    switch (tag & 7) {
      case VARINT -> varint();
      case FIXED64 -> fixed64();
      case BYTES -> bytes();
      case FIXED32 -> fixed32();
      default ->
          throw CallException.invalid(
              "message: expected wire type 0, 1, 2 or 5, got "
                  + (tag & 7)
                  + " at field "
                  + field());
    }
  }

  private void need(int count) throws CallException {
    if (bytes.remaining() < count) {
      throw cut(count);
    }
  }

  private CallException cut(long length) {
    return CallException.invalid(
        "message: expected %s bytes more in field %d, got %d"
            .formatted(Long.toUnsignedString(length), field(), bytes.remaining()));
  }
}
