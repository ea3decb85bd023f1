package io.skerry.controller.authority;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate with its key and the fleet's CA: one end of mutual TLS. Thread-safe.
 *
 * @param chain the certificate first, the CA last
 * @param key its private key; secret
 */
public record TlsIdentity(List<X509Certificate> chain, PrivateKey key) {
  private static final String ALIAS = "identity";

  public TlsIdentity {
    chain = List.copyOf(chain);
    CertificateForm.requirePair(chain.getFirst().getPublicKey(), key);
  }

  /**
   * Reads the chain and the key in PEM.
   *
   * @throws IllegalArgumentException if they don't belong together
   */
  public static TlsIdentity load(String chainPem, String keyPem) {
    return new TlsIdentity(Pem.certificates(chainPem), Pem.privateKey(keyPem));
  }

  /** What the rest of the world calls this machine: the first name in the certificate. */
  public String host() {
    return hosts().stream().findFirst().orElse("localhost");
  }

  /** The DNS names and IP addresses in the certificate, in its order; IPv6 in its long form. */
  public List<String> hosts() {
    try {
      Collection<List<?>> names = chain.getFirst().getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream().map(name -> String.valueOf(name.get(1))).toList();
    } catch (CertificateParsingException e) {
      throw new IllegalStateException("a certificate of ours", e);
    }
  }

  /** The chain and the key as a key store with this password. */
  public KeyStore keyStore(char[] password) {
    try {
      KeyStore store = emptyStore();
      store.setKeyEntry(ALIAS, key, password, chain.toArray(X509Certificate[]::new));
      return store;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key store in memory", e);
    }
  }

  /** The CA alone, as what to trust. */
  public KeyStore trustStore() {
    try {
      KeyStore store = emptyStore();
      store.setCertificateEntry("authority", chain.getLast());
      return store;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a trust store in memory", e);
    }
  }

  /** TLS that shows this certificate and trusts the fleet's CA and nobody else. */
  public SSLContext context() {
    char[] password = {};
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(keyStore(password), password);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trustStore());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("TLS with keys in memory", e);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      return store;
    } catch (IOException e) {
      throw new IllegalStateException("an empty key store", e);
    }
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "TlsIdentity[" + chain.getFirst().getSubjectX500Principal() + "]";
  }
}
