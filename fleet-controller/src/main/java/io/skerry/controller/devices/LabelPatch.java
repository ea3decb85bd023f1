package io.skerry.controller.devices;

import io.skerry.controller.api.ProblemException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What {@code PATCH devices/{id}} sets (JSON merge patch, RFC 7396): a label by its name, {@code
 * null} to take it off; what is not named stays.
 */
record LabelPatch(Map<String, Optional<String>> labels) {
  private static final int MAX_LABELS = 64;
  private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,64}");
  private static final Pattern VALUE = Pattern.compile("[\\p{Graph} ]{1,128}");

  LabelPatch {
    labels = Map.copyOf(labels);
    labels.forEach(LabelPatch::check);
  }

  /** These labels after the change. */
  Map<String, String> applyTo(Map<String, String> before) {
    Map<String, String> after = new HashMap<>(before);
    labels.forEach(
        (name, value) ->
            value.ifPresentOrElse(set -> after.put(name, set), () -> after.remove(name)));
    if (after.size() > MAX_LABELS) {
      throw ProblemException.of(
          422, "/labels", "expected at most " + MAX_LABELS + ", got " + after.size());
    }
    return after;
  }

  /** For people: {@code {room=a b, floor=null}}. */
  String describe() {
    Map<String, String> shown = new TreeMap<>();
    labels.forEach((name, value) -> shown.put(name, value.orElse("null")));
    return shown.toString();
  }

  private static void check(String name, Optional<String> value) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "label: expected a name of a-z, 0-9, _ and -, at most 64, got '" + name + "'");
    }
    if (value.isPresent() && !VALUE.matcher(value.get()).matches()) {
      throw new IllegalArgumentException(
          "label " + name + ": expected 1 to 128 printable characters");
    }
  }
}
