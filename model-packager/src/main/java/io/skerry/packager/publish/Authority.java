package io.skerry.packager.publish;

import io.skerry.packager.cli.Failure;
import io.skerry.packager.file.BoundedRead;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The one certificate authority that is trusted; the system's own are not. */
final class Authority {
  private static final int MAX_BYTES = 64 * 1024;

  private Authority() {}

  static SSLContext tls(Path pem) throws IOException, Failure {
    byte[] file = BoundedRead.file(pem, MAX_BYTES);
    try {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(file));
      if (certificates.isEmpty()) {
        throw Failure.misuse(pem + ": expected a certificate in PEM, authority.pem of the fleet");
      }
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      for (Certificate certificate : certificates) {
        trusted.setCertificateEntry("authority-" + trusted.size(), certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw Failure.misuse(pem + ": expected a certificate in PEM, authority.pem of the fleet");
    }
  }
}
