package io.skerry.agent.schedule;

import java.time.Duration;

/**
 * How much of one model may be under way.
 *
 * @param instances runs at the same time, each on a platform thread of its own, 1 to 64
 * @param queue requests that wait, 1 to 65,536
 * @param maxBatch the most items of one batch that is put together, 1 to 1,024; 1 for none
 * @param sequences sequences with state, 1 to 65,536
 * @param sequenceIdle after which a sequence is forgotten
 */
public record Limits(int instances, int queue, int maxBatch, int sequences, Duration sequenceIdle) {
  public Limits {
    within("instances", instances, 64);
    within("queue", queue, 65_536);
    within("maxBatch", maxBatch, 1_024);
    within("sequences", sequences, 65_536);
    if (sequenceIdle.isNegative() || sequenceIdle.isZero()) {
      throw new IllegalArgumentException("sequenceIdle: expected more than 0, got " + sequenceIdle);
    }
  }

  /** One instance per core, at most 4; 128 wait; batches of up to 8; 256 sequences for 60 s. */
  public static Limits forThisMachine() {
    int cores = Runtime.getRuntime().availableProcessors();
    return new Limits(Math.clamp(cores, 1, 4), 128, 8, 256, Duration.ofSeconds(60));
  }

  private static void within(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(name + ": expected 1 to " + most + ", got " + value);
    }
  }
}
