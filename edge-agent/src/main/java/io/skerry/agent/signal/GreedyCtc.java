package io.skerry.agent.signal;

import java.util.Arrays;

/** Takes the best label of each step; repeats and blanks fall away. Confined to one thread. */
final class GreedyCtc implements CtcDecoder {
  private final int blank;
  private int[] labels = new int[16];
  private int count;
  private int before;

  GreedyCtc(int blank) {
    this.blank = blank;
    this.before = blank;
  }

  @Override
  public void step(float[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    if (best != before && best != blank) {
      if (count == labels.length) {
        labels = Arrays.copyOf(labels, 2 * count);
      }
      labels[count++] = best;
    }
    before = best;
  }

  @Override
  public int[] labels() {
    return Arrays.copyOf(labels, count);
  }
}
