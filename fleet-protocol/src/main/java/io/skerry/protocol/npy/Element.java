package io.skerry.protocol.npy;

import io.skerry.protocol.manifest.Decimal;
import io.skerry.protocol.manifest.ElementType;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Single elements: reading them as numbers, writing one number in any type. */
final class Element {
  private Element() {}

  /** The element at byte {@code at}; a 64-bit integer loses what a double can't hold. */
  static double read(ElementType type, ByteBuffer data, int at) {
    return switch (type) {
      case FLOAT32 -> data.getFloat(at);
      case FLOAT64 -> data.getDouble(at);
      case FLOAT16 -> Float.float16ToFloat(data.getShort(at));
      case INT8 -> data.get(at);
      case UINT8, BOOL -> data.get(at) & 0xff;
      case BFLOAT16 -> Float.intBitsToFloat(data.getShort(at) << 16);
      case INT16 -> data.getShort(at);
      case UINT16 -> data.getShort(at) & 0xffff;
      case INT32 -> data.getInt(at);
      case UINT32 -> Integer.toUnsignedLong(data.getInt(at));
      case INT64 -> (double) data.getLong(at);
      case UINT64 -> unsigned(data.getLong(at));
      case STRING -> throw new IllegalArgumentException("a text is no number");
    };
  }

  /**
   * One element.
   *
   * @throws IllegalArgumentException if the type can't hold the value
   */
  static byte[] encode(ElementType type, Decimal value) {
    ByteBuffer out = ByteBuffer.allocate(type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    switch (type) {
      case FLOAT32 -> out.putFloat((float) value.value());
      case FLOAT64 -> out.putDouble(value.value());
      case FLOAT16 -> out.putShort(Float.floatToFloat16((float) value.value()));
      case INT8 -> out.put((byte) whole(type, value, Byte.MIN_VALUE, Byte.MAX_VALUE));
      case UINT8 -> out.put((byte) whole(type, value, 0, 255));
      case BOOL -> out.put((byte) whole(type, value, 0, 1));
      case INT32 -> out.putInt((int) whole(type, value, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case INT16 -> out.putShort((short) whole(type, value, Short.MIN_VALUE, Short.MAX_VALUE));
      case UINT16 -> out.putShort((short) whole(type, value, 0, 0xffff));
      case UINT32 -> out.putInt((int) whole(type, value, 0, 0xffff_ffffL));
      case INT64 -> out.putLong(whole(type, value, Long.MIN_VALUE, Long.MAX_VALUE));
      case UINT64 -> out.putLong(whole(type, value, 0, Long.MAX_VALUE));
      case BFLOAT16, STRING ->
          throw new IllegalArgumentException("no constant of type " + type + " can be given");
    }
    return out.array();
  }

  private static double unsigned(long value) {
    return value >= 0 ? value : 2.0 * ((value >>> 1) | (value & 1));
  }

  private static long whole(ElementType type, Decimal value, long min, long max) {
    BigDecimal number = new BigDecimal(value.text());
    if (number.compareTo(BigDecimal.valueOf(min)) < 0
        || number.compareTo(BigDecimal.valueOf(max)) > 0
        || number.remainder(BigDecimal.ONE).signum() != 0) {
      throw new IllegalArgumentException(
          "%s: expected a whole number from %d to %d, got %s".formatted(type, min, max, value));
    }
    return number.longValueExact();
  }
}
