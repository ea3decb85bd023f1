package io.skerry.agent.oip;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads numbers of JSON (RFC 8259 §6) as the float32, float64 or integer that is nearest to their
 * text, ties to even, exactly as {@link Float#parseFloat} and {@link Double#parseDouble} do but
 * without a text for each. Confined to one thread.
 *
 * <p>A number is {@code digits * 10^exponent}. With at most 2^53 and 10^22 both are float64 without
 * error, and so is their quotient or product but for one rounding (Clinger, 1990). For float32 a
 * float64 with an error of a few units in the last place is enough, unless it is so close to the
 * middle between two float32 that the error could matter: then, and for what is too small or has
 * too many digits, the JDK reads the text.
 */
final class NumberScanner {
  private static final int MAX_BYTES = 1024;
  private static final int MAX_DIGITS = 19;
  private static final int MAX_EXACT_POWER = 22;
  private static final int MAX_POWER = 60;
  private static final int MAX_EXPONENT = 100_000;
  private static final long MAX_EXACT = 1L << 53;

  /** What a float64 has more than a float32, of its fraction: 29 bits. */
  private static final long BELOW_FLOAT = (1L << 29) - 1;

  private static final long MIDDLE = 1L << 28;

  /** Three roundings of half a unit each, twice as much where a power of two is crossed. */
  private static final long MARGIN = 8;

  private static final double[] POWERS = powers();

  private final ByteBuffer bytes;
  private int from;
  private int to;
  private boolean negative;
  private boolean whole;
  private boolean large;
  private long digits;
  private int exponent;

  /** Of these bytes; their end inside a number is an {@link IndexOutOfBoundsException}. */
  NumberScanner(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  private static double[] powers() {
    double[] powers = new double[MAX_POWER + 1];
    for (int i = 0; i < powers.length; i++) {
      powers[i] = Double.parseDouble("1e" + i);
    }
    return powers;
  }

  /**
   * Reads the number that begins at a byte.
   *
   * @return where it ends; -1 if there is none, or one of more than 1,024 bytes
   */
  int scan(int start) {
    int at = start;
    byte c = bytes.get(at);
    negative = c == '-';
    if (negative) {
      c = bytes.get(++at);
    }
    int first = at;
    long value = 0;
    while (c >= '0' && c <= '9') {
      value = value * 10 + (c - '0');
      c = bytes.get(++at);
    }
    int count = at - first;
    if (count == 0 || (count > 1 && bytes.get(first) == '0')) {
      return -1;
    }
    from = start;
    digits = value;
    exponent = 0;
    whole = true;
    if (c == '.') {
      at = fraction(at, count);
    } else {
      large = count > MAX_DIGITS || value < 0;
    }
    if (at > 0 && (bytes.get(at) | 0x20) == 'e') {
      at = exponent(at + 1);
    }
    to = at;
    return at - start > MAX_BYTES ? -1 : at;
  }

  /** Behind the whole digits, as many as that; zeros that come before all others don't count. */
  private int fraction(int point, int wholeDigits) {
    int at = point + 1;
    byte c = bytes.get(at);
    long value = digits;
    int first = point + 1 - wholeDigits;
    if (value == 0 && wholeDigits == 1) {
      while (c == '0') {
        c = bytes.get(++at);
      }
      first = at;
    }
    while (c >= '0' && c <= '9') {
      value = value * 10 + (c - '0');
      c = bytes.get(++at);
    }
    whole = false;
    digits = value;
    exponent = point + 1 - at;
    large = at - first > MAX_DIGITS || value < 0;
    return exponent == 0 ? -1 : at;
  }

  private int exponent(int start) {
    int at = start;
    byte c = bytes.get(at);
    boolean below = c == '-';
    if (below || c == '+') {
      c = bytes.get(++at);
    }
    int first = at;
    int value = 0;
    while (c >= '0' && c <= '9') {
      value = Math.min(value * 10 + (c - '0'), MAX_EXPONENT);
      c = bytes.get(++at);
    }
    whole = false;
    exponent += below ? -value : value;
    return at == first ? -1 : at;
  }

  /** Whether it had neither a point nor an exponent. */
  boolean whole() {
    return whole;
  }

  boolean negative() {
    return negative;
  }

  /** The nearest float32; infinite if it is beyond the largest. */
  float float32() {
    double value = digits;
    if (large || exponent < -MAX_POWER || exponent > MAX_POWER) {
      return Float.parseFloat(text());
    }
    value = exponent < 0 ? value / POWERS[-exponent] : value * POWERS[exponent];
    long below = Double.doubleToRawLongBits(value) & BELOW_FLOAT;
    if (Math.abs(below - MIDDLE) <= MARGIN || (value < Float.MIN_NORMAL && digits != 0)) {
      return Float.parseFloat(text());
    }
    return (float) (negative ? -value : value);
  }

  /** The nearest float64; infinite if it is beyond the largest. */
  double float64() {
    if (large || digits > MAX_EXACT || exponent < -MAX_EXACT_POWER || exponent > MAX_EXACT_POWER) {
      return Double.parseDouble(text());
    }
    double value = exponent < 0 ? digits / POWERS[-exponent] : digits * POWERS[exponent];
    return negative ? -value : value;
  }

  /**
   * A whole number from a lowest to a highest.
   *
   * @throws NumberFormatException if it is none of these
   */
  long signed(long lowest, long highest) {
    if (!whole) {
      throw new NumberFormatException("expected a whole number");
    }
    long value = large ? Long.parseLong(text()) : negative ? -digits : digits;
    if (value < lowest || value > highest) {
      throw new NumberFormatException("expected at least " + lowest + ", at most " + highest);
    }
    return value;
  }

  /**
   * A whole number of 64 bits without sign.
   *
   * @throws NumberFormatException if it is none
   */
  long unsigned() {
    if (!whole || (negative && (large || digits != 0))) {
      throw new NumberFormatException("expected a whole number without sign");
    }
    return large ? Long.parseUnsignedLong(text()) : digits;
  }

  /** The number as it came. */
  String text() {
    byte[] ascii = new byte[to - from];
    bytes.get(from, ascii);
    return new String(ascii, StandardCharsets.US_ASCII);
  }
}
