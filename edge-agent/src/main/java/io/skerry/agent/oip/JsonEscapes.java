package io.skerry.agent.oip;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads the escapes of JSON's texts (RFC 8259 §7). */
final class JsonEscapes {
  private JsonEscapes() {}

  /** The text between the quotes; a cursor names the place of faults. */
  static String decode(ByteBuffer raw, JsonCursor place) throws InvalidRequestException {
    ByteArrayOutputStream utf8 = new ByteArrayOutputStream(raw.remaining());
    int at = 0;
    while (at < raw.limit()) {
      byte c = raw.get(at++);
      if (c != '\\') {
        utf8.write(c);
        continue;
      }
      byte escape = raw.get(at++);
      if (escape == 'u') {
        int unit = unit(raw, at, place);
        at += 4;
        if (Character.isSurrogate((char) unit)) {
          int low = isUnit(raw, at) ? unit(raw, at + 2, place) : 0;
          if (!Character.isSurrogatePair((char) unit, (char) low)) {
            throw place.fault("expected both halves of a surrogate pair before here");
          }
          unit = Character.toCodePoint((char) unit, (char) low);
          at += 6;
        }
        utf8.writeBytes(Character.toString(unit).getBytes(StandardCharsets.UTF_8));
      } else {
        utf8.write(simple(escape, place));
      }
    }
    return RawTensors.utf8("text", ByteBuffer.wrap(utf8.toByteArray()));
  }

  private static int simple(byte escape, JsonCursor place) throws InvalidRequestException {
    return switch (escape) {
      case '"', '\\', '/' -> escape;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> throw place.fault("expected an escape of JSON before here");
    };
  }

  private static boolean isUnit(ByteBuffer raw, int at) {
    return at + 6 <= raw.limit() && raw.get(at) == '\\' && raw.get(at + 1) == 'u';
  }

  private static int unit(ByteBuffer raw, int at, JsonCursor place) throws InvalidRequestException {
    int unit = 0;
    for (int i = at; i < at + 4; i++) {
      int digit = i < raw.limit() ? Character.digit((char) (raw.get(i) & 0xff), 16) : -1;
      if (digit < 0) {
        throw place.fault("expected four hexadecimal digits after \\u before here");
      }
      unit = (unit << 4) | digit;
    }
    return unit;
  }
}
