package io.skerry.controller.testing;

import java.io.IOException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Base64;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Certificate requests as devices make them, and as thieves would. */
public final class SigningRequests {
  private SigningRequests() {}

  /** A request of this name, signed by its own key. */
  public static String pem(String name, KeyPair pair) {
    return pem(name, pair.getPublic(), pair);
  }

  /** A request for one key, signed by another. */
  public static String pem(String name, PublicKey key, KeyPair signer) {
    try {
      byte[] der =
          new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=" + name), key)
              .build(algorithm(signer))
              .getEncoded();
      return "-----BEGIN CERTIFICATE REQUEST-----\n"
          + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
          + "\n-----END CERTIFICATE REQUEST-----\n";
    } catch (IOException e) {
      throw new IllegalStateException("a request in memory", e);
    }
  }

  private static org.bouncycastle.operator.ContentSigner algorithm(KeyPair signer) {
    String name =
        signer.getPrivate().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    try {
      return new JcaContentSignerBuilder(name).build(signer.getPrivate());
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("a key in memory", e);
    }
  }
}
