package io.skerry.protocol.crypto;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** Signs with a P-256 key that the JDK or one of its providers holds (PKCS#11). Thread-safe. */
public final class P256Signer implements Signer {
  private final PrivateKey privateKey;
  private final P256Key publicKey;

  /**
   * Wraps a pair.
   *
   * @throws IllegalArgumentException if the public key is not on P-256
   */
  public P256Signer(PrivateKey privateKey, PublicKey publicKey) {
    this.privateKey = privateKey;
    this.publicKey = P256Key.of(publicKey);
  }

  @Override
  public P256Key publicKey() {
    return publicKey;
  }

  @Override
  public byte[] sign(byte[] message) {
    try {
      Signature signer = Signature.getInstance(P256.ALGORITHM);
      signer.initSign(privateKey);
      signer.update(message);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("key " + publicKey.id() + " can't sign", e);
    }
  }
}
