package io.skerry.packager.key;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;

/** A secret that a person types. Closing it overwrites it. Confined to one thread. */
final class Passphrase implements AutoCloseable {
  static final int MIN_CHARS = 12;

  private final char[] chars;

  /** Takes over the array. */
  Passphrase(char[] chars) {
    this.chars = chars;
  }

  boolean isLongEnough() {
    return Character.codePointCount(chars, 0, chars.length) >= MIN_CHARS;
  }

  boolean same(Passphrase other) {
    return Arrays.equals(chars, other.chars);
  }

  /** In UTF-8 after NFC, so that the same letters on another keyboard are the same bytes. */
  byte[] bytes() {
    String normal = Normalizer.normalize(CharBuffer.wrap(chars), Normalizer.Form.NFC);
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(normal);
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    return bytes;
  }

  @Override
  public void close() {
    Arrays.fill(chars, '\0');
  }
}
