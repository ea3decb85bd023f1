package io.skerry.protocol.message;

import io.skerry.protocol.json.Copies;
import java.util.Map;

/** The limits of parameters on the wire, so that a report of what was assigned stays small. */
final class ParameterValues {
  private static final int MAX_ENTRIES = 64;
  private static final int MAX_NAME_CHARS = 64;
  private static final int MAX_VALUE_CHARS = 256;

  private ParameterValues() {}

  /** An immutable copy of values within the limits. */
  static Map<String, String> limited(Map<String, String> values) {
    Map<String, String> copy = Copies.map("parameters", values, MAX_ENTRIES);
    copy.forEach(
        (name, value) -> {
          limit("name", name, MAX_NAME_CHARS);
          limit("value", value, MAX_VALUE_CHARS);
        });
    return copy;
  }

  /** Characters are counted as JSON Schema counts them: one for each code point. */
  private static void limit(String what, String text, int max) {
    int chars = text.codePointCount(0, text.length());
    if (chars > max) {
      throw new IllegalArgumentException(
          "parameters: expected a " + what + " of at most " + max + " characters, got " + chars);
    }
  }
}
