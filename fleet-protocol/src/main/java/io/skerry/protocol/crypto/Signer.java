package io.skerry.protocol.crypto;

/** Someone who holds a private key: in memory, in a file or in a token. Thread-safe. */
public interface Signer {
  /** The public half. */
  VerifyKey publicKey();

  /**
   * Signs the message: Ed25519 over it, or ECDSA in DER over its SHA-256.
   *
   * @throws IllegalStateException if the key can't be used, such as a token that was taken out
   */
  byte[] sign(byte[] message);
}
