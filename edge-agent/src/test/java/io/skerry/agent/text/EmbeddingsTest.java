package io.skerry.agent.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.skerry.agent.engine.Tensor;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Output;
import io.skerry.protocol.manifest.Output.Embedding.Pool;
import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EmbeddingsTest {
  @Test
  void equalsADoublePrecisionReference() {
    int texts = 3;
    int tokens = 37;
    int width = 384;
    Tensor output = random(texts, tokens, width);
    long[][] mask = new long[texts][tokens];
    Random random = new Random(2);
    for (long[] row : mask) {
      row[0] = 1;
      for (int i = 1; i < tokens; i++) {
        row[i] = random.nextInt(2);
      }
    }
    float[][] vectors = Embeddings.of(new Output.Embedding("x", Pool.MEAN, true), output, mask);
    for (int text = 0; text < texts; text++) {
      double[] expected = reference(output, mask[text], text, tokens, width);
      for (int i = 0; i < width; i++) {
        assertEquals(expected[i], vectors[text][i], 1e-6);
      }
    }
  }

  @Test
  void takesTheFirstTokenOrWhatTheModelPools() {
    Tensor output = random(2, 3, 4);
    float[] values = new float[24];
    output.floats().get(values);
    float[][] first =
        Embeddings.of(new Output.Embedding("x", Pool.CLS, false), output, new long[2][3]);
    assertArrayEquals(java.util.Arrays.copyOfRange(values, 12, 16), first[1]);
    float[][] pooled =
        Embeddings.of(new Output.Embedding("x", Pool.NONE, false), random(2, 4), new long[2][3]);
    assertEquals(4, pooled[1].length);
  }

  @Test
  void refusesAnOutputOfAnotherShape() {
    Output.Embedding mean = new Output.Embedding("x", Pool.MEAN, false);
    assertThrows(
        IllegalArgumentException.class, () -> Embeddings.of(mean, random(1, 4), new long[1][4]));
    assertThrows(
        IllegalArgumentException.class, () -> Embeddings.of(mean, random(1, 5, 4), new long[1][4]));
  }

  @Test
  void leavesAVectorOfZerosAlone() {
    Tensor zeros = Tensor.allocate(ElementType.FLOAT32, 1, 2, 3);
    float[][] vectors =
        Embeddings.of(new Output.Embedding("x", Pool.MEAN, true), zeros, new long[1][2]);
    assertArrayEquals(new float[3], vectors[0]);
  }

  private static double[] reference(Tensor output, long[] mask, int text, int tokens, int width) {
    double[] sums = new double[width];
    double counted = 0;
    FloatBuffer values = output.floats();
    for (int token = 0; token < tokens; token++) {
      counted += mask[token];
      for (int i = 0; i < width; i++) {
        sums[i] += mask[token] * (double) values.get((text * tokens + token) * width + i);
      }
    }
    double length = 0;
    for (int i = 0; i < width; i++) {
      sums[i] /= counted;
      length += sums[i] * sums[i];
    }
    for (int i = 0; i < width; i++) {
      sums[i] /= Math.sqrt(length);
    }
    return sums;
  }

  private static Tensor random(long... shape) {
    Tensor tensor = Tensor.allocate(ElementType.FLOAT32, shape);
    Random random = new Random(1);
    FloatBuffer values = tensor.bytes().asFloatBuffer();
    while (values.hasRemaining()) {
      values.put((float) random.nextGaussian());
    }
    return tensor;
  }
}
