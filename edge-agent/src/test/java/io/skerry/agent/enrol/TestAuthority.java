package io.skerry.agent.enrol;

import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** A CA for tests, which issues server and device certificates. */
public final class TestAuthority {
  private final KeyPair keys = pair();
  private final X509Certificate certificate;

  public TestAuthority() throws Exception {
    certificate = issue("CN=Test CA", keys.getPublic(), true);
  }

  public X509Certificate certificate() {
    return certificate;
  }

  public String pem() throws GeneralSecurityException {
    return Pem.encode("CERTIFICATE", certificate.getEncoded());
  }

  /** Serves as {@code localhost}, with the CA at the end of the chain. */
  public SSLContext serverContext() throws Exception {
    KeyPair server = pair();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    Certificate[] chain = {issue("CN=controller", server.getPublic(), false), certificate};
    store.setKeyEntry("server", server.getPrivate(), new char[0], chain);
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }

  /** A device's certificate for a PKCS#10 request in PEM. */
  public String issueFor(String request) throws Exception {
    try (PEMParser parser = new PEMParser(new StringReader(request))) {
      PKCS10CertificationRequest parsed = (PKCS10CertificationRequest) parser.readObject();
      PublicKey key = new JcaPKCS10CertificationRequest(parsed).getPublicKey();
      return Pem.encode(
          "CERTIFICATE", issue(parsed.getSubject().toString(), key, false).getEncoded());
    }
  }

  /** A server's key and certificate in PEM. */
  public String[] serverPem() throws Exception {
    KeyPair server = pair();
    X509Certificate issued = issue("CN=controller", server.getPublic(), false);
    return new String[] {
      Pem.encode("PRIVATE KEY", server.getPrivate().getEncoded()),
      Pem.encode("CERTIFICATE", issued.getEncoded())
    };
  }

  static KeyPair pair() {
    return DeviceKeys.generate().identity();
  }

  private X509Certificate issue(String subject, PublicKey key, boolean authority)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    Instant now = Instant.now();
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name("CN=Test CA"),
            BigInteger.valueOf(now.toEpochMilli()),
            Date.from(now.minusSeconds(60)),
            Date.from(now.plusSeconds(3600)),
            new X500Name(subject),
            key);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
    if (!authority) {
      GeneralNames names =
          new GeneralNames(
              new GeneralName[] {
                new GeneralName(GeneralName.dNSName, "localhost"),
                new GeneralName(GeneralName.iPAddress, "127.0.0.1")
              });
      builder.addExtension(Extension.subjectAlternativeName, false, names);
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
  }
}
