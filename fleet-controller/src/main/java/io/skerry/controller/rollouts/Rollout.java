package io.skerry.controller.rollouts;

import io.skerry.protocol.message.Assignment.Desired;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A change of desired state over a fixed set of devices.
 *
 * @param desired the release and its parameters
 * @param members fixed when it was made; by wave, then by name
 */
record Rollout(
    RolloutId id, Desired desired, Plan plan, Status status, Origin origin, List<Member> members) {
  Rollout {
    members = List.copyOf(members);
  }

  /**
   * What changes.
   *
   * @param wave the newest wave that started, from 0; -1 before the first
   */
  record Status(RolloutState state, String reason, int wave, Instant updated) {}

  /** Where it came from. */
  record Origin(String who, Instant created, Map<String, String> selector) {}

  int waves() {
    return members.stream().mapToInt(Member::wave).max().orElse(-1) + 1;
  }

  Rollout with(Status next, List<Member> changed) {
    return new Rollout(id, desired, plan, next, origin, changed);
  }
}
