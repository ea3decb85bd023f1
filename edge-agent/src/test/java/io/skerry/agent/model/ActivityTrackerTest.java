package io.skerry.agent.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.skerry.protocol.manifest.Decimal;
import io.skerry.protocol.manifest.Output;
import io.skerry.protocol.message.Result.Activity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Steps of 100 ms; threshold 0.5, hysteresis 0.2, at least 200 ms active, pauses under 300 ms. */
final class ActivityTrackerTest {
  private final ActivityTracker tracker =
      new ActivityTracker(
          new Output.Activity("y", new Decimal("0.5"), new Decimal("0.2"), 200, 300));

  @Test
  void aBeginningAndAnEndAreTold() {
    assertEquals(
        List.of(new Activity(true, 100, 100, 0.8f), new Activity(false, 100, 400, 0.9f)),
        run(0, 0.6f, 0.8f, 0.9f, 0, 0, 0, 0));
  }

  @Test
  void shortOnesAreNotTold() {
    assertEquals(List.of(), run(0, 0.9f, 0, 0, 0, 0, 0.9f, 0, 0, 0));
  }

  @Test
  void shortPausesDoNotEndIt() {
    assertEquals(
        List.of(new Activity(true, 0, 0, 0.9f), new Activity(false, 0, 600, 0.9f)),
        run(0.9f, 0.9f, 0, 0, 0.9f, 0.9f, 0, 0, 0));
  }

  @Test
  void scoresBetweenTheThresholdsNeitherBeginNorEndIt() {
    assertEquals(List.of(), run(0.4f, 0.4f, 0.4f, 0.4f));
    assertEquals(
        List.of(new Activity(true, 0, 0, 0.9f)), run(0.9f, 0.9f, 0.4f, 0.4f, 0.4f, 0.4f, 0.4f));
  }

  @Test
  void theEndOfTheSourceEndsIt() {
    assertEquals(List.of(new Activity(true, 0, 0, 0.9f)), run(0.9f, 0.9f, 0.9f));
    assertEquals(new Activity(false, 0, 300, 0.9f), tracker.end(300).orElseThrow());
    assertEquals(List.of(), run(0, 0, 0));
    assertEquals(true, tracker.end(300).isEmpty());
  }

  private List<Activity> run(float... scores) {
    List<Activity> activities = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      tracker.step(scores[i], i * 100L, i * 100L + 100, 0.5f).ifPresent(activities::add);
    }
    return activities;
  }
}
