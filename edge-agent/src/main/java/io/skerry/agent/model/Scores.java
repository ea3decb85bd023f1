package io.skerry.agent.model;

import io.skerry.protocol.manifest.Output.Activation;

/** Activations, in place. */
final class Scores {
  private Scores() {}

  /**
   * Applies an activation to {@code scores}.
   *
   * @throws ModelException if one of them is then no number
   */
  static void activate(float[] scores, Activation activation) throws ModelException {
    switch (activation) {
      case NONE -> {}
      case SIGMOID -> {
        for (int i = 0; i < scores.length; i++) {
          scores[i] = (float) (1 / (1 + Math.exp(-scores[i])));
        }
      }
      case SOFTMAX -> softmax(scores);
    }
    for (float score : scores) {
      if (Float.isNaN(score)) {
        throw ModelException.content("a score is not a number");
      }
    }
  }

  private static void softmax(float[] scores) {
    float largest = Float.NEGATIVE_INFINITY;
    for (float score : scores) {
      largest = Math.max(largest, score);
    }
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      double power = Math.exp(scores[i] - largest);
      scores[i] = (float) power;
      sum += power;
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) (scores[i] / sum);
    }
  }
}
