package io.skerry.protocol.crypto;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;

/**
 * An ECDSA public key on the curve P-256; scheme {@code ecdsa-sha2-nistp256}, signatures in DER
 * over SHA-256. Thread-safe.
 */
public final class P256Key implements VerifyKey {
  static final String TYPE = "ecdsa";
  static final String OLD_TYPE = "ecdsa-sha2-nistp256";
  private static final String BEGIN = "-----BEGIN PUBLIC KEY-----\n";
  private static final String END = "-----END PUBLIC KEY-----\n";
  private static final int LINE_CHARS = 64;

  private final String type;
  private final String pem;
  private final ECPublicKey key;

  P256Key(String type, String pem) {
    this.type = type;
    this.pem = pem;
    this.key = P256.decode(derOf(pem));
  }

  /**
   * Wraps a JDK key, from a certificate for example.
   *
   * @throws IllegalArgumentException if it is not a P-256 key
   */
  public static P256Key of(java.security.PublicKey key) {
    String base64 =
        Base64.getMimeEncoder(LINE_CHARS, new byte[] {'\n'}).encodeToString(key.getEncoded());
    return new P256Key(TYPE, BEGIN + base64 + "\n" + END);
  }

  /** The key in PEM (SubjectPublicKeyInfo). */
  public String pem() {
    return pem;
  }

  @Override
  public KeyId id() {
    return KeyId.of(toTuf());
  }

  @Override
  public boolean verifies(byte[] message, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(P256.ALGORITHM);
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // not DER, or numbers out of range: not a signature
    }
  }

  @Override
  public JsonNode toTuf() {
    return TufKey.of(type, OLD_TYPE, pem);
  }

  @Override
  public String material() {
    return "p256:" + P256.point(key);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof P256Key that && type.equals(that.type) && pem.equals(that.pem);
  }

  @Override
  public int hashCode() {
    return pem.hashCode();
  }

  @Override
  public String toString() {
    return "P256Key[" + id() + "]";
  }

  private static byte[] derOf(String pem) {
    String text = pem.endsWith("\n") ? pem : pem + "\n";
    if (!text.startsWith(BEGIN) || !text.endsWith(END)) {
      throw new IllegalArgumentException(
          "P-256 key: expected PEM that begins with " + BEGIN.strip());
    }
    int from = BEGIN.length();
    int to = Math.max(from, text.length() - END.length());
    return Base64.getDecoder().decode(text.substring(from, to).replace("\n", ""));
  }
}
