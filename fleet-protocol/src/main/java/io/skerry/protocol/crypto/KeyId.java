package io.skerry.protocol.crypto;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.CanonicalJson;

/**
 * The name of a public key (TUF 4.2): the SHA-256 of the canonical JSON of its TUF key object.
 *
 * @param digest that SHA-256
 */
public record KeyId(Sha256 digest) implements Comparable<KeyId> {
  /** Parses 64 lower-case hexadecimal digits. */
  @JsonCreator
  public static KeyId parse(String hex) {
    return new KeyId(new Sha256(hex));
  }

  /** The name of the key with this TUF key object. */
  public static KeyId of(JsonNode tufKey) {
    return new KeyId(Sha256.of(CanonicalJson.encode(tufKey)));
  }

  @Override
  public int compareTo(KeyId other) {
    return toString().compareTo(other.toString());
  }

  @JsonValue
  @Override
  public String toString() {
    return digest.hex();
  }
}
