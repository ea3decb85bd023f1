package io.skerry.protocol.npy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.protocol.manifest.Decimal;
import io.skerry.protocol.manifest.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

final class GoldenComparisonTest {
  private static final Decimal TOLERANCE = new Decimal("0.01");

  @Test
  void isAbsoluteUpToOne() {
    assertTrue(compare(0.001, 0.0105).passed());
    assertFalse(compare(0.001, 0.012).passed());
  }

  @Test
  void isRelativeAboveOne() {
    assertTrue(compare(-1000, -1009).passed());
    assertFalse(compare(1000, 1011).passed());
  }

  @Test
  void failsOnNaNEvenWhereItIsExpected() {
    assertFalse(compare(Double.NaN, Double.NaN).passed());
    assertFalse(compare(0, Double.NaN).passed());
    assertFalse(compare(Double.NaN, 0).passed());
  }

  @Test
  void takesInfinityOnlyWhereItIsExpected() {
    assertTrue(compare(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY).passed());
    assertFalse(compare(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY).passed());
    assertFalse(compare(1, Double.POSITIVE_INFINITY).passed());
    assertFalse(compare(Double.POSITIVE_INFINITY, 1).passed());
  }

  @Test
  void tellsTheWorstElement() {
    GoldenComparison result =
        GoldenComparison.of(doubles(0, 0, 0), doubles(0.02, 0.5, 0.1), TOLERANCE);
    GoldenComparison.Differs differs = assertInstanceOf(GoldenComparison.Differs.class, result);
    assertEquals(1, differs.element());
    assertEquals(0.5, differs.largestDifference());
  }

  @Test
  void failsOnAnotherShapeOrType() {
    assertInstanceOf(
        GoldenComparison.Incomparable.class,
        GoldenComparison.of(doubles(1, 2), doubles(1), TOLERANCE));
    assertFalse(
        GoldenComparison.of(
                doubles(0), NpyArray.zeros(ElementType.INT64, new long[] {1}), TOLERANCE)
            .passed());
  }

  @Test
  void tellsLongNeighboursApartThatAreOneDouble() {
    NpyArray one = longs(Long.MAX_VALUE);
    NpyArray other = longs(Long.MAX_VALUE - 1);
    assertFalse(GoldenComparison.of(one, other, new Decimal("0")).passed());
    assertTrue(GoldenComparison.of(one, one, new Decimal("0")).passed());
  }

  @Test
  void emptyArraysAgree() {
    assertTrue(GoldenComparison.of(doubles(), doubles(), new Decimal("0")).passed());
  }

  private static GoldenComparison compare(double expected, double actual) {
    return GoldenComparison.of(doubles(expected), doubles(actual), TOLERANCE);
  }

  private static NpyArray doubles(double... values) {
    ByteBuffer data = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asDoubleBuffer().put(values);
    return NpyArray.of(ElementType.FLOAT64, new long[] {values.length}, data);
  }

  private static NpyArray longs(long value) {
    ByteBuffer data = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
    return NpyArray.of(ElementType.INT64, new long[] {1}, data);
  }
}
