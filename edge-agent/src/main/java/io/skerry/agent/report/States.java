package io.skerry.agent.report;

import io.skerry.agent.state.Attempt;
import io.skerry.agent.state.Healthy;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.message.Assignment;
import io.skerry.protocol.message.Assignment.Desired;
import io.skerry.protocol.message.ReleaseStatus;
import io.skerry.protocol.message.ReleaseStatus.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which releases to report. A status never claims more than was done for the assignment at hand:
 * what it wants and no attempt has taken up yet is reported as fetching, whatever an earlier
 * attempt with other parameters came to. Parameters are told of what serves, where the release
 * itself has bounded them. Pure.
 */
final class States {
  private States() {}

  static List<ReleaseStatus> of(
      Optional<Assignment> assignment,
      Map<ModelName, Attempt> attempts,
      Map<ModelName, Healthy> healthy) {
    List<ReleaseStatus> statuses = new ArrayList<>();
    Map<ModelName, Healthy> others = new TreeMap<>(healthy);
    for (Desired desired : assignment.map(Assignment::desired).orElse(List.of())) {
      ModelName model = desired.release().model();
      ReleaseStatus status =
          wanted(desired, assignment.get(), Optional.ofNullable(attempts.get(model)));
      statuses.add(status);
      others.computeIfPresent(
          model, (_, last) -> last.desired().release().equals(status.release()) ? null : last);
    }
    others.values().forEach(last -> statuses.add(lastHealthy(last)));
    return statuses;
  }

  private static ReleaseStatus wanted(
      Desired desired, Assignment assignment, Optional<Attempt> newest) {
    Optional<Attempt> attempt =
        newest
            .filter(one -> one.desired().equals(desired))
            .filter(one -> one.serves() || one.assignment() == assignment.version());
    if (attempt.isEmpty()) {
      Instant since = assignment.issued();
      return new ReleaseStatus(
          desired.release(), Phase.FETCHING, Optional.empty(), Map.of(), "", since);
    }
    return new ReleaseStatus(
        desired.release(),
        attempt.get().status().phase(),
        attempt.get().status().variant(),
        attempt.get().serves() ? desired.parameters() : Map.of(),
        attempt.get().status().detail(),
        attempt.get().status().since());
  }

  private static ReleaseStatus lastHealthy(Healthy last) {
    return new ReleaseStatus(
        last.desired().release(),
        Phase.HEALTHY,
        last.status().variant(),
        last.desired().parameters(),
        last.status().detail(),
        last.status().since());
  }
}
