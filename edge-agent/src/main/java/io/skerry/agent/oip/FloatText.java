package io.skerry.agent.oip;

import java.math.BigInteger;

/**
 * The shortest decimal that reads back to a float32, nearest to it where several are as short: the
 * same digits as {@link Float#toString}, without a text for each (R. Giulietti, "The Schubfach way
 * to render doubles"). Thread-safe.
 */
final class FloatText {
  /** The most bytes that are written. */
  static final int MAX_BYTES = 16;

  private static final int FRACTION_BITS = 23;
  private static final int HIDDEN = 1 << FRACTION_BITS;
  private static final int SMALLEST_EXPONENT = -149;
  private static final int LOWEST_POWER = -45;
  private static final int HIGHEST_POWER = 31;
  private static final long LOW_31 = (1L << 31) - 1;

  /** For each k, the upper 63 bits of 10^-k as a number of 126 bits, rounded up. */
  private static final long[] POWERS = powers();

  private FloatText() {}

  private static long[] powers() {
    long[] powers = new long[HIGHEST_POWER - LOWEST_POWER + 1];
    for (int k = LOWEST_POWER; k <= HIGHEST_POWER; k++) {
      int shift = 125 - log2OfPower10(-k);
      BigInteger power = BigInteger.TEN.pow(Math.abs(k));
      BigInteger scaled =
          k <= 0
              ? (shift >= 0 ? power.shiftLeft(shift) : power.shiftRight(-shift))
              : BigInteger.ONE.shiftLeft(shift).divide(power);
      powers[k - LOWEST_POWER] = scaled.add(BigInteger.ONE).shiftRight(63).longValueExact() + 1;
    }
    return powers;
  }

  /**
   * Writes a finite number as JSON: {@code 1.5}, {@code -0.0}, {@code 1.0E-5}.
   *
   * @return where it ends
   */
  static int write(float value, byte[] target, int at) {
    int bits = Float.floatToRawIntBits(value);
    int next = at;
    if (bits < 0) {
      target[next++] = '-';
    }
    int fraction = bits & (HIDDEN - 1);
    int biased = (bits >>> FRACTION_BITS) & 0xff;
    if (biased == 0 && fraction == 0) {
      return DecimalText.write(0, 0, target, next);
    }
    int exponent = biased == 0 ? SMALLEST_EXPONENT : biased + SMALLEST_EXPONENT - 1;
    int mantissa = biased == 0 ? fraction : fraction | HIDDEN;
    return shortest(mantissa, exponent, target, next);
  }

  /** Of mantissa * 2^exponent; the names are those of the paper. */
  private static int shortest(int c, int q, byte[] target, int at) {
    int out = c & 1;
    boolean regular = c != HIDDEN || q == SMALLEST_EXPONENT;
    int k = regular ? log10OfPower2(q) : log10OfThreeQuarters(q);
    long cb = (long) c << 2;
    long cbl = regular ? cb - 2 : cb - 1;
    int h = q + log2OfPower10(-k) + 33;
    long g = POWERS[k - LOWEST_POWER];
    long vb = product(g, cb << h);
    long vbl = product(g, cbl << h);
    long vbr = product(g, (cb + 2) << h);
    long s = vb >> 2;
    if (s >= 100) {
      long shorter = 10 * (s / 10);
      boolean lower = vbl + out <= shorter << 2;
      boolean upper = ((shorter + 10) << 2) + out <= vbr;
      if (lower != upper) {
        return DecimalText.write(lower ? shorter : shorter + 10, k, target, at);
      }
    }
    boolean lower = vbl + out <= s << 2;
    boolean upper = ((s + 1) << 2) + out <= vbr;
    if (lower != upper) {
      return DecimalText.write(lower ? s : s + 1, k, target, at);
    }
    long half = vb - ((2 * s + 1) << 1);
    return DecimalText.write(half < 0 || (half == 0 && (s & 1) == 0) ? s : s + 1, k, target, at);
  }

  /** The upper bits of a product, the lowest of them set if anything is lost. */
  private static long product(long g, long cp) {
    long high = Math.multiplyHigh(g, cp);
    return (high >>> 31) | (((high & LOW_31) + LOW_31) >>> 31);
  }

  /** The whole part of log10(2^q). */
  private static int log10OfPower2(int q) {
    return (int) ((q * 661_971_961_083L) >> 41);
  }

  /** The whole part of log10(3/4 * 2^q). */
  private static int log10OfThreeQuarters(int q) {
    return (int) ((q * 661_971_961_083L - 274_743_187_321L) >> 41);
  }

  /** The whole part of log2(10^e). */
  private static int log2OfPower10(int e) {
    return (int) ((e * 913_124_641_741L) >> 38);
  }
}
