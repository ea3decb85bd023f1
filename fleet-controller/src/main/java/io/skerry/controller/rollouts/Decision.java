package io.skerry.controller.rollouts;

import io.skerry.protocol.id.DeviceId;

/** One step that the policy decides on; all of one call are committed together. */
sealed interface Decision {
  /** A touched device did its work, or failed. */
  record Judge(DeviceId device, Stage stage, String reason) implements Decision {}

  /** A wave starts. */
  record Advance(int wave) implements Decision {}

  /** A device is given the release; its wave has started. */
  record Touch(DeviceId device) implements Decision {}

  /** The rollout is over. */
  record End(RolloutState state, String reason) implements Decision {}

  /** A touched device gets back what it had. */
  record GoBack(DeviceId device) implements Decision {}
}
