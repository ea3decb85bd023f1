package io.skerry.controller.rollouts;

import java.util.Optional;

/**
 * How many devices a wave takes: a count, or a share of all the rollout's devices, rounded up. The
 * last wave may be larger than what is left.
 *
 * @param count 1 or more
 * @param percent 1 to 100
 */
record WaveSize(Optional<Integer> count, Optional<Integer> percent) {
  static final WaveSize ALL = new WaveSize(Optional.empty(), Optional.of(100));

  WaveSize {
    if (count.isPresent() == percent.isPresent()) {
      throw new IllegalArgumentException("expected either count or percent");
    }
    if (count.isPresent() && count.get() < 1) {
      throw new IllegalArgumentException("count: expected at least 1, got " + count.get());
    }
    if (percent.isPresent() && (percent.get() < 1 || percent.get() > 100)) {
      throw new IllegalArgumentException("percent: expected 1 to 100, got " + percent.get());
    }
  }

  int of(int devices) {
    return count.orElseGet(() -> Math.ceilDiv(devices * percent.orElseThrow(), 100));
  }
}
