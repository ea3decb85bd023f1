package io.skerry.agent.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Resizing of one row. */
final class TapsTest {
  @Test
  void theSameSizeChangesNothing() {
    float[] row = {3, 1, 4, 1, 5};
    assertArrayEquals(row, resize(row, 0, 5, 5));
  }

  @Test
  void shrinkingAverages() {
    assertArrayEquals(new float[] {1.5f, 3.5f}, resize(new float[] {1, 2, 3, 4}, 0, 4, 2));
    assertArrayEquals(
        new float[] {(1 + 0.5f * 4) / 1.5f, (0.5f * 4 + 7) / 1.5f},
        resize(new float[] {1, 4, 7}, 0, 3, 2),
        1e-6f);
  }

  @Test
  void growingIsLinearBetweenCentres() {
    assertArrayEquals(new float[] {0, 2.5f, 7.5f, 10}, resize(new float[] {0, 10}, 0, 2, 4), 1e-6f);
  }

  @Test
  void aPartCanBeTaken() {
    assertArrayEquals(new float[] {3, 4}, resize(new float[] {1, 2, 3, 4, 5, 6}, 2, 2, 2));
    assertArrayEquals(new float[] {2.5f}, resize(new float[] {1, 2, 3, 4}, 0.5, 3, 1), 1e-6f);
  }

  @Test
  void weightsAlwaysAddUpToOneInsideTheRow() {
    Random random = new Random(5);
    for (int i = 0; i < 2_000; i++) {
      int limit = 1 + random.nextInt(700);
      double length = Math.max(0.5, limit * (0.1 + 0.9 * random.nextDouble()));
      double from = (limit - length) * random.nextDouble();
      Taps taps = Taps.of(from, length, limit, 1 + random.nextInt(400));
      for (int t = 0; t < taps.size(); t++) {
        float sum = 0;
        for (int k = 0; k < taps.count(t); k++) {
          sum += taps.weight(t, k);
        }
        assertEquals(1, sum, 1e-4f);
        assertTrue(taps.first(t) >= 0 && taps.first(t) + taps.count(t) <= limit);
      }
    }
  }

  private static float[] resize(float[] row, double from, double length, int size) {
    float[] resized = new float[size];
    Taps.of(from, length, row.length, size).apply(row, resized);
    return resized;
  }
}
