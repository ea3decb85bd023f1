package io.skerry.protocol.npy;

import io.skerry.protocol.manifest.Decimal;
import io.skerry.protocol.manifest.ElementType;
import java.nio.ByteBuffer;

/**
 * What came of comparing an answer with the expected one, element by element. The difference of one
 * element is absolute where the expected value is at most 1, relative above: {@code |a - e| /
 * max(1, |e|)}. NaN never agrees with anything, infinity only with itself.
 */
public sealed interface GoldenComparison {
  /** Whether the answer is within the tolerance. */
  default boolean passed() {
    return this instanceof Agrees;
  }

  /** Within the tolerance; the largest difference of one element. */
  record Agrees(double largestDifference) implements GoldenComparison {}

  /**
   * Beyond the tolerance.
   *
   * @param largestDifference not finite where an element is NaN or infinite
   * @param element where it was found, counted in C order
   */
  record Differs(double largestDifference, int element, double expected, double actual)
      implements GoldenComparison {}

  /** Another type or shape, so that no elements were compared. */
  record Incomparable(String expected, String actual) implements GoldenComparison {}

  /** Says it in words: {@code element 7: expected 0.5, got 0.7, difference 0.2}. */
  default String describe() {
    return switch (this) {
      case Agrees agrees -> "largest difference " + agrees.largestDifference();
      case Differs differs ->
          "element %d: expected %s, got %s, difference %s"
              .formatted(
                  differs.element(),
                  differs.expected(),
                  differs.actual(),
                  differs.largestDifference());
      case Incomparable other -> "expected " + other.expected() + ", got " + other.actual();
    };
  }

  /** Compares. */
  static GoldenComparison of(NpyArray expected, NpyArray actual, Decimal tolerance) {
    if (!expected.toString().equals(actual.toString())) { // type and shape
      return new Incomparable(expected.toString(), actual.toString());
    }
    ElementType type = expected.type();
    ByteBuffer wanted = expected.data();
    ByteBuffer got = actual.data();
    double largest = 0;
    int worst = 0;
    for (int at = 0; at < wanted.limit(); at += type.bytes()) {
      double difference = difference(type, wanted, got, at);
      if (Double.compare(difference, largest) > 0) { // NaN is the largest of all
        largest = difference;
        worst = at;
      }
    }
    if (largest <= tolerance.value()) {
      return new Agrees(largest);
    }
    return new Differs(
        largest,
        worst / type.bytes(),
        wanted.hasRemaining() ? Element.read(type, wanted, worst) : 0,
        got.hasRemaining() ? Element.read(type, got, worst) : 0);
  }

  private static double difference(ElementType type, ByteBuffer wanted, ByteBuffer got, int at) {
    if (type == ElementType.INT64 || type == ElementType.UINT64) {
      long e = wanted.getLong(at);
      long a = got.getLong(at);
      // Neighbours above 2^53 are one double: they still differ by at least 1.
      double apart = e == a ? 0 : Math.max(1, Math.abs((double) a - (double) e));
      return apart / Math.max(1, Math.abs((double) e));
    }
    double e = Element.read(type, wanted, at);
    double a = Element.read(type, got, at);
    if (e == a) {
      return 0;
    }
    if (!Double.isFinite(e) || !Double.isFinite(a)) {
      return Double.isNaN(e) || Double.isNaN(a) ? Double.NaN : Double.POSITIVE_INFINITY;
    }
    return Math.abs(a - e) / Math.max(1, Math.abs(e));
  }
}
