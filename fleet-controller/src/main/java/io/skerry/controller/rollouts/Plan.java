package io.skerry.controller.rollouts;

import io.skerry.protocol.json.Copies;
import java.util.List;

/**
 * The rules of one rollout, fixed when it is made.
 *
 * @param successPercent the share of each wave's devices that must succeed; 1 to 100
 * @param deadlineS how long a device may take; 1 to 604,800
 * @param goBack whether every device gets back what it had, should the rollout stop
 */
record Plan(List<WaveSize> waves, int successPercent, long deadlineS, boolean goBack) {
  static final int MAX_WAVES = 100;
  static final long MAX_DEADLINE_S = 7 * 24 * 3600;

  Plan {
    waves = Copies.list("waves", waves, MAX_WAVES);
    if (successPercent < 1 || successPercent > 100) {
      throw new IllegalArgumentException(
          "successPercent: expected 1 to 100, got " + successPercent);
    }
    if (deadlineS < 1 || deadlineS > MAX_DEADLINE_S) {
      throw new IllegalArgumentException(
          "deadlineS: expected 1 to " + MAX_DEADLINE_S + ", got " + deadlineS);
    }
  }

  /** How many of a wave's devices must succeed; at least one. */
  int needed(int devices) {
    return Math.ceilDiv(devices * successPercent, 100);
  }
}
