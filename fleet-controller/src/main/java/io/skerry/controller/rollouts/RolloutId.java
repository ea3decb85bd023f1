package io.skerry.controller.rollouts;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** A rollout's name, {@code r12}: numbers rise with time. */
record RolloutId(long number) {
  private static final Pattern FORM = Pattern.compile("r[1-9][0-9]{0,17}");

  static RolloutId parse(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "rollout: expected a name such as r12, got '" + text + "'");
    }
    return new RolloutId(Long.parseLong(text.substring(1)));
  }

  @JsonValue
  @Override
  public String toString() {
    return "r" + number;
  }
}
