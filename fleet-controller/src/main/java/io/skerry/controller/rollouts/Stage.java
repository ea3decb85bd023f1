package io.skerry.controller.rollouts;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where one device of a rollout stands. */
enum Stage {
  /** Its wave has not started: it was not touched. */
  WAITING,
  /** It was given the release, and is not judged yet. */
  STARTED,
  /** It reported the release healthy. */
  SUCCEEDED,
  /** It reported the release failed, or was not heard of in time. */
  FAILED;

  @JsonValue
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Stage parse(String wireName) {
    return valueOf(wireName.toUpperCase(Locale.ROOT));
  }
}
