package io.skerry.bench.client;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.util.io.pem.PemReader;

/** TLS contexts from PEM files. */
public final class Tls {
  private static final char[] NO_PASSWORD = new char[0];

  private Tls() {}

  /** Trusts one CA and shows no certificate. */
  public static SSLContext trusting(Path authority) {
    return context(authority, new KeyManager[0]);
  }

  /** Trusts one CA and shows this certificate. */
  public static SSLContext mutual(Path authority, Path certificate, Path key) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      PrivateKey privateKey =
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pem(key)));
      Certificate[] chain = {certificate(certificate)};
      store.setKeyEntry("self", privateKey, NO_PASSWORD, chain);
      KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(store, NO_PASSWORD);
      return context(authority, factory.getKeyManagers());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SSLContext context(Path authority, KeyManager[] keys) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("authority", certificate(authority));
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Certificate certificate(Path file) throws IOException, GeneralSecurityException {
    try (var stream = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificate(stream);
    }
  }

  private static byte[] pem(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file);
        PemReader pem = new PemReader(reader)) {
      return pem.readPemObject().getContent();
    }
  }
}
