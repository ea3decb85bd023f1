package io.skerry.agent.update;

import io.skerry.agent.state.Attempt;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.message.Assignment;
import io.skerry.protocol.message.Assignment.Desired;
import io.skerry.protocol.message.ReleaseStatus.Phase;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is left to do, found by comparing what is wanted with what is. Pure. */
final class Plan {
  private Plan() {}

  /** The desired releases that neither run nor were given up under this assignment. */
  static List<Desired> pending(Assignment assignment, Map<ModelName, Attempt> attempts) {
    return assignment.desired().stream()
        .filter(
            desired -> open(desired, assignment.version(), attempts.get(desired.release().model())))
        .toList();
  }

  /** The models that nothing desires any more. */
  static Set<ModelName> superfluous(Assignment assignment, Set<ModelName> known) {
    Set<ModelName> left = new TreeSet<>(known);
    left.removeAll(
        assignment.desired().stream()
            .map(desired -> desired.release().model())
            .collect(Collectors.toSet()));
    return left;
  }

  private static boolean open(Desired desired, long version, Attempt attempt) {
    if (attempt == null || !attempt.desired().equals(desired)) {
      return true;
    }
    return attempt.status().phase() == Phase.FAILED
        ? attempt.assignment() < version
        : !attempt.serves();
  }
}
