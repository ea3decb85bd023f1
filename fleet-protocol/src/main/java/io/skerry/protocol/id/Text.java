package io.skerry.protocol.id;

/** Checks shared by the value types: each error names what was expected and what came. */
final class Text {
  private static final int SHOWN_CHARS = 80;

  private Text() {}

  static void require(boolean holds, String what, String expected, String actual) {
    if (!holds) {
      String shown =
          actual.length() > SHOWN_CHARS ? actual.substring(0, SHOWN_CHARS) + "…" : actual;
      throw new IllegalArgumentException(what + ": expected " + expected + ", got '" + shown + "'");
    }
  }
}
