package io.skerry.agent.enrol;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;

/** Reads certificates, and checks what the controller has issued. */
final class Certificates {
  private Certificates() {}

  static X509Certificate parse(String pem) throws GeneralSecurityException {
    byte[] bytes = pem.getBytes(StandardCharsets.US_ASCII);
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(bytes));
  }

  /** Requires a certificate for this key, issued by this CA and valid now. */
  static void check(X509Certificate certificate, PublicKey key, X509Certificate authority)
      throws GeneralSecurityException {
    if (!Arrays.equals(certificate.getPublicKey().getEncoded(), key.getEncoded())) {
      throw new GeneralSecurityException("it is for another key");
    }
    certificate.verify(authority.getPublicKey());
    certificate.checkValidity();
  }
}
