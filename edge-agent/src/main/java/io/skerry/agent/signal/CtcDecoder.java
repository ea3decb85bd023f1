package io.skerry.agent.signal;

/**
 * Makes labels of the scores of a CTC model, step by step, as they come. Confined to one thread.
 */
public sealed interface CtcDecoder permits GreedyCtc, PrefixBeam {
  /**
   * Takes the next step.
   *
   * @param scores one for each label: logits or log-probabilities, no NaN
   */
  void step(float[] scores);

  /** The likeliest labels so far, without blanks. */
  int[] labels();

  /**
   * One that knows nothing yet.
   *
   * @param blank the label that stands for nothing
   * @param beams prefixes that are followed; with 1 the best label of each step is taken
   */
  static CtcDecoder of(int blank, int beams) {
    return beams == 1 ? new GreedyCtc(blank) : new PrefixBeam(blank, beams);
  }
}
