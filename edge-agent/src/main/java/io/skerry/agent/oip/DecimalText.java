package io.skerry.agent.oip;

/**
 * Writes decimal numbers as Java does: {@code 100.0}, {@code 0.001}, {@code 1.0E7}, {@code 1.2E-4},
 * which are numbers of JSON too.
 */
final class DecimalText {
  private static final int PLAIN_BELOW = 7;
  private static final int PLAIN_ABOVE = -3;

  private DecimalText() {}

  /**
   * Writes digits * 10^exponent, which is not negative and has at most 18 digits.
   *
   * @return where it ends
   */
  static int write(long digits, int exponent, byte[] target, int at) {
    long left = digits;
    int power = exponent;
    while (left != 0 && left % 10 == 0) {
      left /= 10;
      power++;
    }
    int count = count(left);
    int point = left == 0 ? 1 : count + power; // digits before the point, of the plain form
    if (point > PLAIN_ABOVE && point <= PLAIN_BELOW) {
      return plain(left, count, point, target, at);
    }
    int next = put(left, count, 1, target, at);
    target[next++] = 'E';
    return exponent(point - 1, target, next);
  }

  private static int plain(long digits, int count, int point, byte[] target, int at) {
    if (point > 0) {
      return put(digits, count, point, target, at);
    }
    int next = at;
    target[next++] = '0';
    target[next++] = '.';
    for (int i = point; i < 0; i++) {
      target[next++] = '0';
    }
    return integer(digits, count, target, next);
  }

  /** The digits with a point after so many of them, with zeros where there are none. */
  private static int put(long digits, int count, int point, byte[] target, int at) {
    if (count <= point) {
      int next = integer(digits, count, target, at);
      for (int i = count; i < point; i++) {
        target[next++] = '0';
      }
      target[next++] = '.';
      target[next++] = '0';
      return next;
    }
    int end = integer(digits, count, target, at + 1);
    System.arraycopy(target, at + 1, target, at, point);
    target[at + point] = '.';
    return end;
  }

  private static int exponent(int exponent, byte[] target, int at) {
    int next = at;
    if (exponent < 0) {
      target[next++] = '-';
    }
    int size = Math.abs(exponent);
    return integer(size, count(size), target, next);
  }

  /** Writes a number that is not negative and has so many digits. */
  static int integer(long number, int count, byte[] target, int at) {
    long left = number;
    for (int i = at + count - 1; i >= at; i--) {
      long tenth = left / 10;
      target[i] = (byte) ('0' + (left - tenth * 10));
      left = tenth;
    }
    return at + count;
  }

  /** How many digits a number that is not negative has; 1 for 0. */
  static int count(long number) {
    int count = 1;
    for (long limit = 10; limit <= number && count < 19; limit *= 10) {
      count++;
    }
    return count;
  }
}
