package io.skerry.agent.enrol;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Mutual TLS with a device's key, made when it is first asked for: that takes a tenth of a start,
 * and no model waits for it. Thread-safe.
 */
final class Tls implements Supplier<SSLSocketFactory> {
  private final PrivateKey key;
  private final X509Certificate certificate;
  private final X509Certificate authority;
  private SSLSocketFactory made;

  /**
   * Checks that they belong together.
   *
   * @throws GeneralSecurityException if the certificate is not the authority's
   */
  Tls(PrivateKey key, X509Certificate certificate, X509Certificate authority)
      throws GeneralSecurityException {
    if (!certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
      throw new GeneralSecurityException("the certificate is not of this authority");
    }
    this.key = key;
    this.certificate = certificate;
    this.authority = authority;
  }

  @Override
  public synchronized SSLSocketFactory get() {
    if (made == null) {
      try {
        made = make();
      } catch (GeneralSecurityException | IOException e) {
        throw new IllegalStateException("every JDK has TLS for P-256", e);
      }
    }
    return made;
  }

  private SSLSocketFactory make() throws GeneralSecurityException, IOException {
    char[] inMemoryOnly = {};
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    own.setKeyEntry("identity", key, inMemoryOnly, new Certificate[] {certificate, authority});
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, inMemoryOnly);
    KeyStore anchors = KeyStore.getInstance("PKCS12");
    anchors.load(null, null);
    anchors.setCertificateEntry("authority", authority);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(anchors);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), new SecureRandom());
    return context.getSocketFactory();
  }
}
