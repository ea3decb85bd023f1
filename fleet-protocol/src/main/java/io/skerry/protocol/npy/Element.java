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
      case INT32 -> data.getInt(at);
      case INT64 -> (double) data.getLong(at);
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
      case INT64 -> out.putLong(whole(type, value, Long.MIN_VALUE, Long.MAX_VALUE));
    }
    return out.array();
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
