package io.skerry.agent.onnxdata;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads and writes protobuf messages field by field. Confined to one thread. */
public final class Proto {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /**
   * A field as it stands in a message.
   *
   * @param number its number
   * @param value of a varint, a fixed32 or a fixed64; 0 for others
   * @param bytes of a text, a message or packed numbers, little-endian; empty for others
   */
  public record Field(int number, long value, ByteBuffer bytes) {
    /** The text. */
    public String text() {
      return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    /** The fields of the message. */
    public List<Field> fields() {
      return read(bytes);
    }
  }

  /** Every field of a message, in its order. */
  public static List<Field> read(ByteBuffer message) {
    ByteBuffer in = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    List<Field> fields = new ArrayList<>();
    while (in.hasRemaining()) {
      long tag = varint(in);
      int number = (int) (tag >>> 3);
      ByteBuffer none = ByteBuffer.allocate(0);
      switch ((int) tag & 7) {
        case 0 -> fields.add(new Field(number, varint(in), none));
        case 1 -> fields.add(new Field(number, in.getLong(), none));
        case 2 -> {
          int length = (int) varint(in);
          fields.add(new Field(number, 0, in.slice(in.position(), length).order(in.order())));
          in.position(in.position() + length);
        }
        case 5 -> fields.add(new Field(number, in.getInt(), none));
        default -> throw new IllegalArgumentException("protobuf: wire type of tag " + tag);
      }
    }
    return fields;
  }

  /** The next number of 7 bits per byte. */
  static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        break;
      }
    }
    return value;
  }

  /** Adds a number. */
  public Proto number(int field, long value) {
    writeVarint((long) field << 3);
    writeVarint(value);
    return this;
  }

  /** Adds a text. */
  public Proto text(int field, String text) {
    return bytes(field, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a message. */
  public Proto message(int field, Proto message) {
    return bytes(field, message.toBytes());
  }

  /** Adds bytes. */
  public Proto bytes(int field, byte[] bytes) {
    writeVarint(((long) field << 3) | 2);
    writeVarint(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  private void writeVarint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /** The message. */
  public byte[] toBytes() {
    return out.toByteArray();
  }
}
