package io.skerry.controller.rollouts;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a rollout stands. */
enum RolloutState {
  /** Waves start as those before them succeed. */
  RUNNING,
  /** No wave starts; devices that were touched are still judged, and it can stop. */
  PAUSED,
  /** Every wave had enough successes, and every device is judged. */
  SUCCEEDED,
  /** Too few successes were possible, or the release may no longer be run. */
  STOPPED,
  /** By hand, or because a newer rollout of the same model took its devices. */
  CANCELLED;

  boolean open() {
    return this == RUNNING || this == PAUSED;
  }

  @JsonValue
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static RolloutState parse(String wireName) {
    return valueOf(wireName.toUpperCase(Locale.ROOT));
  }
}
