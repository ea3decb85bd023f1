package io.skerry.agent.model;

import io.skerry.protocol.manifest.Output;
import io.skerry.protocol.message.Result;
import java.util.Optional;

/**
 * Turns one score per step into activities with a beginning and an end. Pure apart from its own
 * state; confined to one thread.
 */
final class ActivityTracker {
  private static final long NONE = -1;

  private final Output.Activity output;
  private long start = NONE;
  private long pause = NONE;
  private boolean told;
  private float best;

  ActivityTracker(Output.Activity output) {
    this.output = output;
  }

  /**
   * Takes one step.
   *
   * @param fromMs where the step begins
   * @param toMs where it ends
   * @param threshold a step at or above starts an activity
   * @return an activity that has just begun or ended
   */
  Optional<Result.Activity> step(float score, long fromMs, long toMs, float threshold) {
    if (score >= threshold) {
      start = start == NONE ? fromMs : start;
      pause = NONE;
    } else if (start != NONE && pause == NONE && score < threshold - output.hysteresis().value()) {
      pause = fromMs;
    }
    if (start == NONE) {
      return Optional.empty();
    }
    best = Math.max(best, score);
    if (pause != NONE) {
      return toMs - pause >= output.minInactiveMs() ? end(pause) : Optional.empty();
    }
    if (!told && toMs - start >= output.minActiveMs()) {
      told = true;
      return Optional.of(new Result.Activity(true, start, start, best));
    }
    return Optional.empty();
  }

  /** Ends what still goes on, at {@code atMs} or where its pause began. */
  Optional<Result.Activity> end(long atMs) {
    long end = pause == NONE ? atMs : pause;
    Optional<Result.Activity> ended =
        told ? Optional.of(new Result.Activity(false, start, end, best)) : Optional.empty();
    start = NONE;
    pause = NONE;
    told = false;
    best = 0;
    return ended;
  }
}
