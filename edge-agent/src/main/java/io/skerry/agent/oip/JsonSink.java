package io.skerry.agent.oip;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes JSON into an array that grows, up to 32 MiB. Confined to one thread. */
final class JsonSink {
  private static final int MAX_BYTES = 32 << 20;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes = new byte[512];
  private int length;

  /** What was written, and room behind it. */
  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Writes text that is JSON already, in ASCII. */
  JsonSink raw(String ascii) throws RefusedException {
    room(ascii.length());
    for (int i = 0; i < ascii.length(); i++) {
      bytes[length++] = (byte) ascii.charAt(i);
    }
    return this;
  }

  /** Writes one character of ASCII. */
  JsonSink raw(char ascii) throws RefusedException {
    room(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  /** Writes a text in quotes. */
  JsonSink text(String text) throws RefusedException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    room(2 + 6 * utf8.length);
    bytes[length++] = '"';
    for (byte c : utf8) {
      if (c == '"' || c == '\\') {
        bytes[length++] = '\\';
        bytes[length++] = c;
      } else if (c >= 0 && c < ' ') {
        raw("\\u00");
        bytes[length++] = HEX[c >> 4];
        bytes[length++] = HEX[c & 0xf];
      } else {
        bytes[length++] = c;
      }
    }
    bytes[length++] = '"';
    return this;
  }

  /** Writes an integer. */
  JsonSink number(long number) throws RefusedException {
    if (number == Long.MIN_VALUE) {
      return raw(Long.toString(number));
    }
    room(20);
    if (number < 0) {
      bytes[length++] = '-';
    }
    long size = Math.abs(number);
    length = DecimalText.integer(size, DecimalText.count(size), bytes, length);
    return this;
  }

  /** Writes a float32; what is no number as text, as proto3 does. */
  JsonSink number(float number) throws RefusedException {
    if (!Float.isFinite(number)) {
      return special(number);
    }
    room(FloatText.MAX_BYTES);
    length = FloatText.write(number, bytes, length);
    return this;
  }

  /** Writes a float64; what is no number as text, as proto3 does. */
  JsonSink number(double number) throws RefusedException {
    return Double.isFinite(number) ? raw(Double.toString(number)) : special(number);
  }

  private JsonSink special(double number) throws RefusedException {
    return raw(Double.isNaN(number) ? "\"NaN\"" : number > 0 ? "\"Infinity\"" : "\"-Infinity\"");
  }

  private void room(int more) throws RefusedException {
    if (more <= bytes.length - length) {
      return;
    }
    long needed = (long) length + more;
    if (needed > MAX_BYTES) {
      throw new RefusedException(
          400, "the answer has more than 32 MiB as JSON: ask for outputs as binary data");
    }
    bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_BYTES, Math.max(needed, 2L * bytes.length)));
  }
}
