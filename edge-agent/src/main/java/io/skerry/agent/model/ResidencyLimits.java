package io.skerry.agent.model;

import java.time.Duration;
import java.util.Optional;

/**
 * How much memory models may take.
 *
 * @param budgetBytes all of them together, at least 1 MiB
 * @param idle after which a model that nobody asks leaves memory; empty for never
 */
public record ResidencyLimits(long budgetBytes, Optional<Duration> idle) {
  private static final long LEAST = 1L << 20;

  public ResidencyLimits {
    if (budgetBytes < LEAST) {
      throw new IllegalArgumentException(
          "memory budget: expected at least " + LEAST + " bytes, got " + budgetBytes);
    }
    if (idle.isPresent() && (idle.get().isNegative() || idle.get().isZero())) {
      throw new IllegalArgumentException("memory idle: expected more than 0, got " + idle.get());
    }
  }

  /** Half of the machine's or container's memory; nothing leaves it for being idle. */
  public static ResidencyLimits forThisMachine() {
    return new ResidencyLimits(Math.max(LEAST, ProcessMemory.totalBytes() / 2), Optional.empty());
  }
}
