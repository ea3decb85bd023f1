package io.skerry.protocol.crypto;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.protocol.trust.TrustException;

/** A public key that verifies signatures. Thread-safe. */
public sealed interface VerifyKey permits Ed25519Key, P256Key, UnsupportedKey {
  /** Its name: the hash of {@link #toTuf()}. */
  KeyId id();

  /** Whether this key's owner signed the message; hostile bytes are merely not a signature. */
  boolean verifies(byte[] message, byte[] signature);

  /** The TUF key object (TUF 4.2). */
  JsonNode toTuf();

  /**
   * Equal for two keys exactly when they verify the same signatures, however each is written: what
   * a threshold counts.
   */
  String material();

  /**
   * Reads a TUF key object. A key of a type that this release doesn't know is kept, and verifies
   * nothing.
   *
   * @throws TrustException FORMAT, for a known type that is not written exactly as {@link #toTuf()}
   *     writes it, or a key that is no point of its curve
   */
  static VerifyKey fromTuf(JsonNode object) throws TrustException {
    try {
      VerifyKey key =
          switch (object.path("keytype").asText()) {
            case Ed25519Key.TYPE -> Ed25519Key.ofHex(TufKey.publicText(object));
            case P256Key.TYPE, P256Key.OLD_TYPE ->
                new P256Key(object.path("keytype").asText(), TufKey.publicText(object));
            default -> UnsupportedKey.of(object);
          };
      if (!key.toTuf().equals(object)) {
        throw new IllegalArgumentException("expected only keytype, scheme and keyval.public");
      }
      return key;
    } catch (IllegalArgumentException e) {
      throw TrustException.format("public key", e);
    }
  }
}
