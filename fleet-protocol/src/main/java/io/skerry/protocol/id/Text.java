package io.skerry.protocol.id;

/** Checks shared by the value types: each error names what was expected and what came. */
final class Text {
  private static final int SHOWN_CHARS = 80;
  private static final int SEGMENT_CHARS = 64;

  private Text() {}

  static void require(boolean holds, String what, String expected, String actual) {
    if (!holds) {
      throw new IllegalArgumentException(
          what + ": expected " + expected + ", got '" + shortened(actual) + "'");
    }
  }

  /** One topic segment: {@code [a-z0-9_-]{1,64}}. */
  static String segment(String what, String value) {
    require(!value.isEmpty() && value.length() <= SEGMENT_CHARS, what, "1 to 64 characters", value);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean allowed = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
      require(allowed, what, "characters a-z, 0-9, _ and - (found '" + c + "')", value);
    }
    return value;
  }

  private static String shortened(String text) {
    return text.length() > SHOWN_CHARS ? text.substring(0, SHOWN_CHARS) + "…" : text;
  }
}
