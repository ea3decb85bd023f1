package io.skerry.packager.publish;

import io.skerry.packager.cli.Failure;
import io.skerry.packager.cli.Report;
import java.time.Duration;

/**
 * Waits between attempts: half a second, doubling up to 8 s; gives up after 6 failures without
 * progress in between. Confined to one thread.
 */
final class Backoff {
  private static final int MAX_FAILURES = 6;
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(8);

  private final Pause pause;
  private final Report report;
  private int failures;

  Backoff(Pause pause, Report report) {
    this.pause = pause;
    this.report = report;
  }

  /** Something went well: the next failure counts as the first again. */
  void progressed() {
    failures = 0;
  }

  /**
   * Waits before another attempt.
   *
   * @throws Failure FAULT if there were too many
   */
  void failed(String what, String why) throws Failure {
    failures++;
    if (failures >= MAX_FAILURES) {
      throw Failure.fault(
          what
              + ": "
              + why
              + ", "
              + failures
              + " times; run the command again, it goes on from here");
    }
    long doubled = FIRST.toMillis() << (failures - 1);
    Duration wait = Duration.ofMillis(Math.min(doubled, LONGEST.toMillis()));
    report.progress("publish: %s: %s; again in %s ms".formatted(what, why, wait.toMillis()));
    try {
      pause.await(wait);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw Failure.fault(what + ": interrupted; run the command again");
    }
  }

  /** How time passes; tests don't wait. */
  @FunctionalInterface
  public interface Pause {
    /** Waits. */
    void await(Duration duration) throws InterruptedException;
  }
}
