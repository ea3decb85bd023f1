package io.skerry.protocol.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 digest, written as 64 lower-case hexadecimal digits.
 *
 * @param hex 64 digits out of 0-9 and a-f
 */
public record Sha256(String hex) {
  @JsonCreator
  public Sha256 {
    Text.require(hex.length() == 64, "sha256", "64 hexadecimal digits", hex);
    for (int i = 0; i < 64; i++) {
      char c = hex.charAt(i);
      Text.require(
          (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'), "sha256", "digits 0-9 and a-f", hex);
    }
  }

  /** The digest of these bytes. */
  public static Sha256 of(byte[] bytes) {
    return ofDigest(newDigest().digest(bytes));
  }

  /** Wraps 32 raw digest bytes. */
  public static Sha256 ofDigest(byte[] digest) {
    return new Sha256(HexFormat.of().formatHex(digest));
  }

  /** A fresh digest, for bytes that are streamed. */
  public static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The 32 raw bytes. */
  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  @JsonValue
  @Override
  public String toString() {
    return hex;
  }
}
