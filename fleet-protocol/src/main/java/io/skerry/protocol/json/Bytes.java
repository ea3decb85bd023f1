package io.skerry.protocol.json;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Base64;

/** Immutable bytes with value equality; Base64 (RFC 4648 §4) in JSON. */
public final class Bytes {
  private final byte[] value;

  private Bytes(byte[] value) {
    this.value = value;
  }

  /** Copies these bytes. */
  public static Bytes of(byte[] bytes) {
    return new Bytes(bytes.clone());
  }

  /** Parses Base64. */
  @JsonCreator
  public static Bytes parse(String base64) {
    return new Bytes(Base64.getDecoder().decode(base64));
  }

  /** A copy. */
  public byte[] toArray() {
    return value.clone();
  }

  /** How many bytes. */
  public int length() {
    return value.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @JsonValue
  @Override
  public String toString() {
    return Base64.getEncoder().encodeToString(value);
  }
}
