package io.skerry.agent.enrol;

import io.skerry.protocol.id.Sha256;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts a server whose chain ends in the one CA whose public key has a given hash, and that has
 * the name it was called by. Thread-safe.
 */
final class PinnedAuthority extends X509ExtendedTrustManager {
  private final Sha256 pin;

  PinnedAuthority(Sha256 pin) {
    this.pin = pin;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    anchored(chain).checkServerTrusted(chain, authType, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    anchored(chain).checkServerTrusted(chain, authType, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("no connection whose server's name could be checked");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("no clients here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("no clients here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("no clients here");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  static Sha256 hashOf(X509Certificate certificate) {
    return Sha256.of(certificate.getPublicKey().getEncoded());
  }

  /** The JDK's own path and name checks, with the pinned CA as the only anchor. */
  private X509ExtendedTrustManager anchored(X509Certificate[] chain) throws CertificateException {
    X509Certificate last = chain[chain.length - 1];
    if (!hashOf(last).equals(pin) || last.getBasicConstraints() < 0) {
      throw new OtherAuthority(
          "the controller's CA is not the one the token names: expected sha256 "
              + pin
              + ", got "
              + hashOf(last));
    }
    try {
      KeyStore anchors = KeyStore.getInstance("PKCS12");
      anchors.load(null, null);
      anchors.setCertificateEntry("authority", last);
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(anchors);
      return Arrays.stream(factory.getTrustManagers())
          .filter(X509ExtendedTrustManager.class::isInstance)
          .map(X509ExtendedTrustManager.class::cast)
          .findFirst()
          .orElseThrow(() -> new CertificateException("the JDK has no PKIX trust manager"));
    } catch (IOException | GeneralSecurityException e) {
      throw new CertificateException("the pinned CA can't be an anchor", e);
    }
  }

  /** The chain ends elsewhere. */
  static final class OtherAuthority extends CertificateException {
    private static final long serialVersionUID = 1L;

    OtherAuthority(String message) {
      super(message);
    }
  }
}
