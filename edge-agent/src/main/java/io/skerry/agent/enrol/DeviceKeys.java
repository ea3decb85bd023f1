package io.skerry.agent.enrol;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.json.Bytes;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * The keys that a device makes for itself and never sends.
 *
 * @param identity P-256: its TLS connections and the reports that it signs
 * @param content X25519: opens the keys of confidential releases
 */
record DeviceKeys(KeyPair identity, KeyPair content) {
  private static final int X25519_BYTES = 32;

  static DeviceKeys generate() {
    try {
      KeyPairGenerator p256 = KeyPairGenerator.getInstance("EC");
      p256.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPairGenerator x25519 = KeyPairGenerator.getInstance("X25519");
      return new DeviceKeys(p256.generateKeyPair(), x25519.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has P-256 and X25519", e);
    }
  }

  /** A PKCS#10 request in PEM. */
  String request(DeviceId device) {
    try {
      byte[] der =
          new JcaPKCS10CertificationRequestBuilder(
                  new X500Name("CN=" + device), identity.getPublic())
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(identity.getPrivate()))
              .getEncoded();
      return Pem.encode("CERTIFICATE REQUEST", der);
    } catch (OperatorCreationException | IOException e) {
      throw new IllegalStateException("a request for our own key", e);
    }
  }

  /** The 32 bytes of the content key's public half, which end its SubjectPublicKeyInfo. */
  Bytes contentPublic() {
    byte[] encoded = content.getPublic().getEncoded();
    return Bytes.of(Arrays.copyOfRange(encoded, encoded.length - X25519_BYTES, encoded.length));
  }
}
