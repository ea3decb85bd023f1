package io.skerry.controller.rollouts;

import io.skerry.controller.api.ProblemException;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.message.Assignment.Desired;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The body of {@code POST rollouts}.
 *
 * @param selector labels that a device must have; {@code {}} takes every device
 * @param waves one wave of all devices unless given
 */
record RolloutRequest(
    ReleaseId release,
    Map<String, String> parameters,
    Optional<Map<String, String>> selector,
    List<WaveSize> waves,
    Optional<Integer> successPercent,
    Optional<Long> deadlineS,
    Optional<Boolean> goBack) {
  private static final int SUCCESS_PERCENT = 100;
  private static final long DEADLINE_S = 600;

  Desired desired() {
    return checked("/parameters", () -> new Desired(release, parameters));
  }

  Map<String, String> wantedLabels() {
    return selector.orElseThrow(
        () -> ProblemException.of(400, "/selector", "missing; {} takes every device"));
  }

  Plan plan() {
    int percent = successPercent.orElse(SUCCESS_PERCENT);
    long seconds = deadlineS.orElse(DEADLINE_S);
    require(percent >= 1 && percent <= 100, "/successPercent", "1 to 100", percent);
    require(
        seconds >= 1 && seconds <= Plan.MAX_DEADLINE_S,
        "/deadlineS",
        "1 to " + Plan.MAX_DEADLINE_S,
        seconds);
    List<WaveSize> sizes = waves.isEmpty() ? List.of(WaveSize.ALL) : waves;
    return checked("/waves", () -> new Plan(sizes, percent, seconds, goBack.orElse(true)));
  }

  private static void require(boolean holds, String pointer, String expected, long actual) {
    if (!holds) {
      throw ProblemException.of(422, pointer, "expected " + expected + ", got " + actual);
    }
  }

  private static <T> T checked(String pointer, java.util.function.Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw ProblemException.of(422, pointer, e.getMessage());
    }
  }
}
