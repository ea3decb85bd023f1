package io.skerry.agent.signal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Prefix beam search (Hannun et al. 2014, without a language model): all ways to one text count
 * together, in log space. A prefix keeps apart the ways that end in a blank, since only after those
 * the same label may come again. Labels less likely than e^-14 in a step are left out. Confined to
 * one thread.
 */
final class PrefixBeam implements CtcDecoder {
  private static final double NEVER = Double.NEGATIVE_INFINITY;
  private static final double UNLIKELY = -14;

  private final int blank;
  private final int beams;
  private List<Prefix> best;

  PrefixBeam(int blank, int beams) {
    this.blank = blank;
    this.beams = beams;
    Prefix nothing = new Prefix(null, blank, 0);
    nothing.endsInBlank = 0;
    this.best = List.of(nothing);
  }

  /** Labels that begin a text; the one node for them, so that two ways to it meet. */
  private static final class Prefix {
    private final Prefix shorter;
    private final int label;
    private final int length;
    private final Map<Integer, Prefix> longer = new HashMap<>();
    private double endsInBlank = NEVER;
    private double endsInLabel = NEVER;
    private double nextInBlank = NEVER;
    private double nextInLabel = NEVER;
    private boolean reached;

    Prefix(Prefix shorter, int label, int length) {
      this.shorter = shorter;
      this.label = label;
      this.length = length;
    }

    double score() {
      return add(endsInBlank, endsInLabel);
    }
  }

  @Override
  public void step(float[] scores) {
    double[] logs = logSoftmax(scores);
    List<Prefix> reached = new ArrayList<>();
    for (Prefix prefix : best) {
      reach(prefix, reached);
      prefix.nextInBlank = add(prefix.nextInBlank, prefix.score() + logs[blank]);
      for (int label = 0; label < logs.length; label++) {
        if (label != blank && logs[label] > UNLIKELY) {
          extend(prefix, label, logs[label], reached);
        }
      }
    }
    for (Prefix prefix : reached) {
      prefix.endsInBlank = prefix.nextInBlank;
      prefix.endsInLabel = prefix.nextInLabel;
      prefix.nextInBlank = NEVER;
      prefix.nextInLabel = NEVER;
      prefix.reached = false;
    }
    reached.sort(Comparator.comparingDouble(Prefix::score).reversed());
    for (Prefix dropped : reached.subList(Math.min(beams, reached.size()), reached.size())) {
      dropped.endsInBlank = NEVER; // its node stays: a longer one may be among the best
      dropped.endsInLabel = NEVER;
      if (dropped.longer.isEmpty() && dropped.shorter != null) {
        dropped.shorter.longer.remove(dropped.label);
      }
    }
    best = List.copyOf(reached.subList(0, Math.min(beams, reached.size())));
  }

  private void extend(Prefix prefix, int label, double log, List<Prefix> reached) {
    boolean again = prefix.length > 0 && prefix.label == label;
    if (again) {
      prefix.nextInLabel = add(prefix.nextInLabel, prefix.endsInLabel + log);
    }
    double from = again ? prefix.endsInBlank : prefix.score();
    if (from == NEVER) {
      return;
    }
    Prefix longer =
        prefix.longer.computeIfAbsent(
            label, unseen -> new Prefix(prefix, label, prefix.length + 1));
    reach(longer, reached);
    longer.nextInLabel = add(longer.nextInLabel, from + log);
  }

  private static void reach(Prefix prefix, List<Prefix> reached) {
    if (!prefix.reached) {
      prefix.reached = true;
      reached.add(prefix);
    }
  }

  @Override
  public int[] labels() {
    Prefix at = best.getFirst();
    int[] labels = new int[at.length];
    for (int i = labels.length - 1; i >= 0; i--) {
      labels[i] = at.label;
      at = at.shorter;
    }
    return labels;
  }

  /** The logarithm of the probability of the best text so far. */
  double logProbability() {
    return best.getFirst().score();
  }

  private static double[] logSoftmax(float[] scores) {
    double most = NEVER;
    for (float score : scores) {
      most = Math.max(most, score);
    }
    double sum = 0;
    for (float score : scores) {
      sum += Math.exp(score - most);
    }
    double[] logs = new double[scores.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = scores[i] - most - Math.log(sum);
    }
    return logs;
  }

  private static double add(double a, double b) {
    double high = Math.max(a, b);
    return high == NEVER ? NEVER : high + Math.log1p(Math.exp(Math.min(a, b) - high));
  }
}
