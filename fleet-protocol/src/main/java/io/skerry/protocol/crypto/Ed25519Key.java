package io.skerry.protocol.crypto;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.protocol.json.Bytes;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * An Ed25519 public key (RFC 8032); keytype and scheme {@code ed25519}.
 *
 * @param publicKey 32 bytes: a point of the curve, not of small order
 */
public record Ed25519Key(Bytes publicKey) implements VerifyKey {
  static final String TYPE = "ed25519";

  public Ed25519Key {
    if (publicKey.length() != Ed25519.PUBLIC_KEY_SIZE) {
      throw new IllegalArgumentException(
          "ed25519 key: expected 32 bytes, got " + publicKey.length());
    }
    // A key of small order would accept signatures that nobody made.
    if (!Ed25519.validatePublicKeyFull(publicKey.toArray(), 0)) {
      throw new IllegalArgumentException(
          "ed25519 key: expected a point of the curve's large group");
    }
  }

  /** Parses 64 hexadecimal digits. */
  static Ed25519Key ofHex(String hex) {
    return new Ed25519Key(Bytes.of(HexFormat.of().parseHex(hex)));
  }

  @Override
  public KeyId id() {
    return KeyId.of(toTuf());
  }

  @Override
  public boolean verifies(byte[] message, byte[] signature) {
    return signature.length == Ed25519.SIGNATURE_SIZE
        && Ed25519.verify(signature, 0, publicKey.toArray(), 0, message, 0, message.length);
  }

  @Override
  public JsonNode toTuf() {
    return TufKey.of(TYPE, TYPE, material());
  }

  @Override
  public String material() {
    return HexFormat.of().formatHex(publicKey.toArray());
  }
}
