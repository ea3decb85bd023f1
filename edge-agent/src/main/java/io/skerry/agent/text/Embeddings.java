package io.skerry.agent.text;

import io.skerry.agent.engine.Tensor;
import io.skerry.protocol.manifest.Output;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Makes one vector for each text of what a model tells of its tokens. */
public final class Embeddings {
  private Embeddings() {}

  /**
   * The vectors of all texts.
   *
   * @param output float32 [batch, tokens, width], or [batch, width] where nothing is pooled
   * @param mask 1 for each token and 0 for padding, for each text
   * @throws IllegalArgumentException if the output has another shape
   */
  public static float[][] of(Output.Embedding spec, Tensor output, long[][] mask) {
    boolean pooled = spec.pool() == Output.Embedding.Pool.NONE;
    long[] shape = output.shape();
    int tokens = pooled ? 1 : mask[0].length;
    if (shape.length != (pooled ? 2 : 3)
        || shape[0] != mask.length
        || (!pooled && shape[1] != tokens)) {
      throw new IllegalArgumentException(
          "output %s: expected %d texts of %d tokens, got %s"
              .formatted(spec.tensor(), mask.length, tokens, Arrays.toString(shape)));
    }
    int width = (int) shape[shape.length - 1];
    FloatBuffer values = output.floats();
    float[][] vectors = new float[mask.length][width];
    for (int text = 0; text < mask.length; text++) {
      FloatBuffer own = values.slice(text * tokens * width, tokens * width);
      switch (spec.pool()) {
        case MEAN -> mean(own, mask[text], vectors[text]);
        case CLS, NONE -> own.get(0, vectors[text]);
      }
      if (spec.normalise()) {
        normalise(vectors[text]);
      }
    }
    return vectors;
  }

  private static void mean(FloatBuffer tokens, long[] mask, float[] into) {
    float[] token = new float[into.length];
    int counted = 0;
    for (int i = 0; i < mask.length; i++) {
      if (mask[i] != 0) {
        tokens.get(i * into.length, token);
        for (int at = 0; at < into.length; at++) {
          into[at] += token[at];
        }
        counted++;
      }
    }
    float scale = 1f / Math.max(1, counted);
    for (int at = 0; at < into.length; at++) {
      into[at] *= scale;
    }
  }

  private static void normalise(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    double scale = 1 / Math.max(Math.sqrt(squares), 1e-12);
    for (int at = 0; at < vector.length; at++) {
      vector[at] *= (float) scale;
    }
  }
}
