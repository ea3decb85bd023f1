package io.skerry.agent.signal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CtcDecoderTest {
  @Test
  void dropsRepeatsAndBlanks() {
    int[] steps = {0, 1, 1, 0, 1, 2, 2, 0, 0, 3};
    for (int beams : new int[] {1, 8}) {
      assertArrayEquals(new int[] {1, 1, 2, 3}, decode(sharp(steps, 4), 0, beams));
    }
  }

  @Test
  void takesAnyLabelForTheBlank() {
    int[] steps = {3, 0, 3, 0, 0, 2};
    for (int beams : new int[] {1, 8}) {
      assertArrayEquals(new int[] {0, 0, 2}, decode(sharp(steps, 4), 3, beams));
    }
  }

  @Test
  void addsUpAllWaysToATextWhereTheGreedyOneDoesNot() {
    // Blank is best at each step (0.36), but "1" has three ways: 1-, -1, 11.
    float[][] scores = {logs(0.4, 0.35, 0.25), logs(0.4, 0.35, 0.25)};
    assertArrayEquals(new int[] {}, decode(scores, 0, 1));
    assertArrayEquals(new int[] {1}, decode(scores, 0, 8));
  }

  @Test
  void agreesWithTryingEveryWay() {
    Random random = new Random(1);
    for (int round = 0; round < 200; round++) {
      int labels = 2 + random.nextInt(3);
      float[][] scores = new float[1 + random.nextInt(6)][labels];
      for (float[] row : scores) {
        for (int i = 0; i < labels; i++) {
          row[i] = (float) (2 * random.nextGaussian());
        }
      }
      PrefixBeam beam = new PrefixBeam(0, 2000);
      for (float[] row : scores) {
        beam.step(row);
      }
      Map.Entry<List<Integer>, Double> best = everyWay(scores);
      assertEquals(best.getKey(), list(beam.labels()));
      assertEquals(Math.log(best.getValue()), beam.logProbability(), 1e-5);
    }
  }

  @Test
  void saysTheSameForLogitsAndLogProbabilities() {
    float[][] logits = {{1, 2, 3}, {3, -1, 0}, {0, 5, 4}};
    float[][] shifted = {{-9, -8, -7}, {13, 9, 10}, {0, 5, 4}};
    assertArrayEquals(decode(logits, 0, 4), decode(shifted, 0, 4));
  }

  @Test
  void tellsWhatItHasHeardSoFar() {
    for (int beams : new int[] {1, 4}) {
      CtcDecoder decoder = CtcDecoder.of(0, beams);
      assertEquals(0, decoder.labels().length);
      for (float[] row : sharp(new int[] {1, 0, 2}, 3)) {
        decoder.step(row);
      }
      assertArrayEquals(new int[] {1, 2}, decoder.labels());
      for (float[] row : sharp(new int[] {2, 2, 0, 2}, 3)) {
        decoder.step(row);
      }
      assertArrayEquals(new int[] {1, 2, 2}, decoder.labels());
    }
  }

  private static int[] decode(float[][] scores, int blank, int beams) {
    CtcDecoder decoder = CtcDecoder.of(blank, beams);
    for (float[] row : scores) {
      decoder.step(row);
    }
    return decoder.labels();
  }

  private static float[][] sharp(int[] steps, int labels) {
    float[][] scores = new float[steps.length][labels];
    for (int i = 0; i < steps.length; i++) {
      scores[i][steps[i]] = 9;
    }
    return scores;
  }

  private static float[] logs(double... probabilities) {
    float[] logs = new float[probabilities.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = (float) Math.log(probabilities[i]);
    }
    return logs;
  }

  private static Map.Entry<List<Integer>, Double> everyWay(float[][] scores) {
    Map<List<Integer>, Double> texts = new HashMap<>();
    int labels = scores[0].length;
    int ways = (int) Math.round(Math.pow(labels, scores.length));
    for (int way = 0; way < ways; way++) {
      List<Integer> text = new ArrayList<>();
      double probability = 1;
      int before = 0;
      int rest = way;
      for (float[] row : scores) {
        int label = rest % labels;
        rest /= labels;
        double sum = 0;
        for (float score : row) {
          sum += Math.exp(score);
        }
        probability *= Math.exp(row[label]) / sum;
        if (label != before && label != 0) {
          text.add(label);
        }
        before = label;
      }
      texts.merge(text, probability, Double::sum);
    }
    return texts.entrySet().stream()
        .max(Comparator.comparingDouble(Map.Entry::getValue))
        .orElseThrow();
  }

  private static List<Integer> list(int[] labels) {
    return java.util.Arrays.stream(labels).boxed().toList();
  }
}
