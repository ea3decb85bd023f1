package io.skerry.controller.rollouts;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.message.Assignment.Desired;
import java.time.Instant;
import java.util.Optional;

/**
 * One device of a rollout.
 *
 * @param wave counts from 0
 * @param version of the assignment that gave it the release; 0 before
 * @param started when it was given the release
 * @param before what it had of this model then, or before that if a superseded rollout never proved
 *     it
 * @param returned whether it was given that back
 */
record Member(
    DeviceId device,
    int wave,
    Stage stage,
    String reason,
    long version,
    Optional<Instant> started,
    Optional<Desired> before,
    boolean returned) {

  static Member waiting(DeviceId device, int wave) {
    return new Member(
        device, wave, Stage.WAITING, "", 0, Optional.empty(), Optional.empty(), false);
  }

  boolean touched() {
    return stage != Stage.WAITING;
  }

  Member judged(Stage next, String why) {
    return new Member(device, wave, next, why, version, started, before, returned);
  }

  Member started(long assignment, Instant now, Optional<Desired> had) {
    return new Member(device, wave, Stage.STARTED, "", assignment, Optional.of(now), had, returned);
  }

  Member gaveBack(String why) {
    return new Member(device, wave, stage, why, version, started, before, true);
  }
}
