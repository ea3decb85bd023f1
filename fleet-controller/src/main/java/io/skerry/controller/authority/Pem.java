package io.skerry.controller.authority;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Certificates, and EC keys in PKCS#8, as PEM text (RFC 7468). */
public final class Pem {
  private static final int LINE_CHARS = 64;
  private static final String KEY = "PRIVATE KEY";
  private static final String CERTIFICATE = "CERTIFICATE";

  private Pem() {}

  /** One certificate after the other. */
  public static String write(X509Certificate... chain) {
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : chain) {
      try {
        text.append(block(CERTIFICATE, certificate.getEncoded()));
      } catch (CertificateException e) {
        throw new IllegalStateException("a certificate without an encoding", e);
      }
    }
    return text.toString();
  }

  /** A private key; secret. */
  public static String write(PrivateKey key) {
    return block(KEY, key.getEncoded());
  }

  /**
   * Reads one certificate or more.
   *
   * @throws IllegalArgumentException if there is none or one can't be read
   */
  public static List<X509Certificate> certificates(String text) {
    try {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))
              .stream()
              .map((Certificate certificate) -> (X509Certificate) certificate)
              .toList();
      if (chain.isEmpty()) {
        throw new IllegalArgumentException("expected a certificate in PEM");
      }
      return chain;
    } catch (CertificateException e) {
      throw new IllegalArgumentException("expected certificates in PEM", e);
    }
  }

  /**
   * Reads an EC key in PKCS#8.
   *
   * @throws IllegalArgumentException without repeating it, which is secret
   */
  public static PrivateKey privateKey(String text) {
    byte[] der = new byte[0];
    try {
      der = Base64.getMimeDecoder().decode(body(text));
      return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("expected an EC private key in PKCS#8 PEM", e);
    } finally {
      Arrays.fill(der, (byte) 0);
    }
  }

  private static String body(String text) {
    String begin = "-----BEGIN " + KEY + "-----";
    int from = text.indexOf(begin);
    int to = text.indexOf("-----END " + KEY + "-----");
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("expected PEM with " + begin);
    }
    return text.substring(from + begin.length(), to);
  }

  private static String block(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder(LINE_CHARS, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }
}
