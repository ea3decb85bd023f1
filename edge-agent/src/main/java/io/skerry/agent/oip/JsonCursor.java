package io.skerry.agent.oip;

import java.nio.ByteBuffer;

/**
 * Reads JSON (RFC 8259, strict) from bytes, from the first to the last, without keeping any of it.
 * At most 32 levels deep. The end of the bytes inside a value is an {@link
 * IndexOutOfBoundsException}, so that no byte is looked for twice; whoever reads a whole text turns
 * it into a fault ({@link #early}). Confined to one thread.
 */
final class JsonCursor {
  /** The most arrays and objects within each other. */
  static final int MAX_DEPTH = 32;

  private final ByteBuffer bytes;
  private int position;

  /** From the first byte of a buffer to its last. */
  JsonCursor(ByteBuffer bytes) {
    this.bytes = bytes.slice();
  }

  /** The bytes, from 0. */
  ByteBuffer bytes() {
    return bytes;
  }

  int position() {
    return position;
  }

  void position(int next) {
    position = next;
  }

  /** The next byte that is no white space, which is not passed over. */
  int peek() {
    int at = position;
    byte c = bytes.get(at);
    while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
      c = bytes.get(++at);
    }
    position = at;
    return c;
  }

  /** Passes over this byte if it comes next. */
  boolean passes(char expected) {
    if (peek() != expected) {
      return false;
    }
    position++;
    return true;
  }

  void expect(char expected) throws InvalidRequestException {
    if (peek() != expected) {
      throw fault("expected '" + expected + "'");
    }
    position++;
  }

  /** After an element of an array or object: whether another one comes; else passes its end. */
  boolean another(char end) throws InvalidRequestException {
    int c = peek();
    if (c != ',' && c != end) {
      throw fault("expected ',' or '" + end + "'");
    }
    position++;
    return c == ',';
  }

  /** Fails unless only white space is left. */
  void end() throws InvalidRequestException {
    while (position < bytes.limit()) {
      if (" \n\r\t".indexOf(bytes.get(position)) < 0) {
        throw fault("expected nothing after the object");
      }
      position++;
    }
  }

  /** A text; half of a surrogate pair, raw control characters and broken UTF-8 are refused. */
  String text(int maxBytes) throws InvalidRequestException {
    expect('"');
    int from = position;
    boolean plain = true;
    byte c = bytes.get(position);
    while (c != '"') {
      if (c >= 0 && c < ' ') {
        throw fault("expected no control character in a text");
      }
      if (c == '\\') {
        plain = false;
        position++;
      }
      c = bytes.get(++position);
    }
    int length = position - from;
    if (length > maxBytes) {
      throw fault("expected a text of at most " + maxBytes + " bytes, got " + length);
    }
    ByteBuffer raw = bytes.slice(from, length);
    String text = plain ? RawTensors.utf8("text", raw) : JsonEscapes.decode(raw, this);
    position++;
    return text;
  }

  boolean flag() throws InvalidRequestException {
    peek();
    boolean yes = passes("true");
    if (!yes && !passes("false")) {
      throw fault("expected true or false");
    }
    return yes;
  }

  /** Passes over exactly these letters if they come at once. */
  boolean passes(String letters) {
    for (int i = 0; i < letters.length(); i++) {
      if (bytes.get(position + i) != letters.charAt(i)) {
        return false;
      }
    }
    position += letters.length();
    return true;
  }

  /** Passes over any value, whose form is checked as if it were read. */
  void skip(int depth) throws InvalidRequestException {
    switch (peek()) {
      case '{' -> {
        nest(depth);
        position++;
        if (!passes('}')) {
          do {
            text(bytes.limit());
            expect(':');
            skip(depth + 1);
          } while (another('}'));
        }
      }
      case '[' -> {
        nest(depth);
        position++;
        if (!passes(']')) {
          do {
            skip(depth + 1);
          } while (another(']'));
        }
      }
      case '"' -> text(bytes.limit());
      case 't', 'f' -> flag();
      case 'n' -> {
        if (!passes("null")) {
          throw fault("expected null");
        }
      }
      default -> number();
    }
  }

  /** Passes over a number. */
  NumberScanner number() throws InvalidRequestException {
    peek();
    NumberScanner number = new NumberScanner(bytes);
    int end = number.scan(position);
    if (end < 0) {
      throw fault("expected a value");
    }
    position = end;
    return number;
  }

  /** A fault here, with what came instead. */
  InvalidRequestException fault(String expected) {
    if (position >= bytes.limit()) {
      return early();
    }
    byte c = bytes.get(position);
    String came = c > ' ' && c < 127 ? "'" + (char) c + "'" : "byte " + (c & 0xff);
    return new InvalidRequestException(
        "JSON at byte " + position + ": " + expected + ", got " + came);
  }

  /** The fault of a text that ends too soon. */
  InvalidRequestException early() {
    return new InvalidRequestException(
        "JSON: expected more, got its end after " + bytes.limit() + " bytes");
  }

  private void nest(int depth) throws InvalidRequestException {
    if (depth >= MAX_DEPTH) {
      throw fault("expected at most 32 levels");
    }
  }
}
