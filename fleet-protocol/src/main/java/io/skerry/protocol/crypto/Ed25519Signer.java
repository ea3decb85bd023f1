package io.skerry.protocol.crypto;

import io.skerry.protocol.json.Bytes;
import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Signs with an Ed25519 key in memory (RFC 8032). Thread-safe. */
public final class Ed25519Signer implements Signer {
  private final byte[] seed;
  private final Ed25519Key publicKey;

  private Ed25519Signer(byte[] seed) {
    byte[] point = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed, 0, point, 0);
    this.seed = seed;
    this.publicKey = new Ed25519Key(Bytes.of(point));
  }

  /** A new key. */
  public static Ed25519Signer generate(SecureRandom random) {
    byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
    random.nextBytes(seed);
    return new Ed25519Signer(seed);
  }

  /**
   * The key of a seed.
   *
   * @param seed 32 secret bytes; copied
   */
  public static Ed25519Signer fromSeed(byte[] seed) {
    if (seed.length != Ed25519.SECRET_KEY_SIZE) {
      throw new IllegalArgumentException("ed25519 seed: expected 32 bytes, got " + seed.length);
    }
    return new Ed25519Signer(seed.clone());
  }

  /** A copy of the 32 secret bytes. */
  public byte[] seed() {
    return seed.clone();
  }

  @Override
  public Ed25519Key publicKey() {
    return publicKey;
  }

  @Override
  public byte[] sign(byte[] message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
    return signature;
  }
}
