package io.skerry.protocol.crypto;

import io.skerry.protocol.json.Bytes;

/**
 * One signature and the name of the key that is said to have made it.
 *
 * @param value empty where a signature is still awaited
 */
public record KeySignature(KeyId keyId, Bytes value) {
  /** This signer's signature of the message. */
  public static KeySignature by(Signer signer, byte[] message) {
    return new KeySignature(signer.publicKey().id(), Bytes.of(signer.sign(message)));
  }
}
