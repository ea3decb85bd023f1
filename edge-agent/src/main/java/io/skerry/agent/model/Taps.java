package io.skerry.agent.model;

/**
 * How one row or column is resized: every new pixel is a weighted sum of neighbouring old ones. By
 * area where it shrinks, linear between neighbours where it grows.
 */
final class Taps {
  private final int[] first;
  private final int[] count;
  private final float[] weights;
  private final int most;

  private Taps(int size, int most) {
    this.first = new int[size];
    this.count = new int[size];
    this.weights = new float[size * most];
    this.most = most;
  }

  /**
   * Resizes {@code length} pixels, beginning at {@code from}, to {@code size} pixels.
   *
   * @param limit how many old pixels there are; none beyond is read
   */
  static Taps of(double from, double length, int limit, int size) {
    double step = length / size;
    Taps taps = new Taps(size, (int) Math.ceil(Math.max(1, step)) + 1);
    for (int i = 0; i < size; i++) {
      if (step > 1) {
        taps.area(i, from + i * step, from + (i + 1) * step, limit);
      } else {
        taps.linear(i, from + (i + 0.5) * step - 0.5, limit);
      }
    }
    return taps;
  }

  private void area(int i, double from, double to, int limit) {
    int begin = Math.clamp((int) Math.floor(from + 1e-9), 0, limit - 1);
    int end = Math.clamp((int) Math.ceil(to - 1e-9), begin + 1, limit);
    first[i] = begin;
    count[i] = Math.min(end - begin, most);
    float sum = 0;
    for (int k = 0; k < count[i]; k++) {
      double covered = Math.min(to, begin + k + 1.0) - Math.max(from, begin + k);
      weights[i * most + k] = (float) Math.max(0, covered);
      sum += weights[i * most + k];
    }
    for (int k = 0; k < count[i]; k++) {
      weights[i * most + k] /= sum;
    }
  }

  private void linear(int i, double at, int limit) {
    double inside = Math.clamp(at, 0.0, limit - 1.0);
    int begin = (int) inside;
    float part = (float) (inside - begin);
    first[i] = begin;
    count[i] = begin + 1 < limit && part > 0 ? 2 : 1;
    weights[i * most] = count[i] == 2 ? 1 - part : 1;
    if (count[i] == 2) {
      weights[i * most + 1] = part;
    }
  }

  /** How many new pixels. */
  int size() {
    return first.length;
  }

  /** The first old pixel of a new one. */
  int first(int i) {
    return first[i];
  }

  /** How many old pixels a new one is made of, at least 1. */
  int count(int i) {
    return count[i];
  }

  /** The weight of the {@code k}-th of them; they add up to 1. */
  float weight(int i, int k) {
    return weights[i * most + k];
  }

  /** Sums one row of old pixels into a row of new ones. */
  void apply(float[] old, float[] into) {
    for (int i = 0; i < first.length; i++) {
      int from = first[i];
      int at = i * most;
      float sum = 0;
      for (int k = 0; k < count[i]; k++) {
        sum += weights[at + k] * old[from + k];
      }
      into[i] = sum;
    }
  }
}
