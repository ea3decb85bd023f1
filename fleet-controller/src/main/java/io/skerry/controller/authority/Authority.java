package io.skerry.controller.authority;

import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.id.Sha256;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * The fleet's certificate authority: a P-256 key that signs leaf certificates and nothing else.
 *
 * <p>Certificates are valid from an hour ago, for clocks that lag, and as long as the CA's own,
 * which is ten years; a fleet renews by enrolling again. Thread-safe.
 */
public final class Authority {
  private static final String SUBJECT_SUFFIX = " authority";

  private final X509Certificate certificate;
  private final PrivateKey key;
  private final FleetId fleet;
  private final Clock clock;

  private Authority(X509Certificate certificate, PrivateKey key, FleetId fleet, Clock clock) {
    this.certificate = certificate;
    this.key = key;
    this.fleet = fleet;
    this.clock = clock;
  }

  /** A new authority with a new key. */
  public static Authority create(FleetId fleet, Clock clock) {
    KeyPair pair = newKeyPair();
    X500Name name = new X500Name("O=" + fleet + ",CN=" + fleet + SUBJECT_SUFFIX);
    Instant now = clock.instant();
    X509Certificate certificate = CertificateForm.authority(name, pair, now);
    return new Authority(certificate, pair.getPrivate(), fleet, clock);
  }

  /**
   * The authority of these files.
   *
   * @throws IllegalArgumentException if they don't belong together or are no authority of ours
   */
  public static Authority load(String certificatePem, String keyPem, Clock clock) {
    X509Certificate certificate = Pem.certificates(certificatePem).getFirst();
    X500Name name = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    FleetId fleet = new FleetId(Identity.value(name, BCStyle.O));
    PrivateKey key = Pem.privateKey(keyPem);
    CertificateForm.requirePair(certificate.getPublicKey(), key);
    return new Authority(certificate, key, fleet, clock);
  }

  /** Whose authority it is. */
  public FleetId fleet() {
    return fleet;
  }

  /** Its own certificate. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** Its private key in PEM; secret. */
  public String keyPem() {
    return Pem.write(key);
  }

  /** SHA-256 of its public key in DER: what an enrolment token pins. */
  public Sha256 publicKeyHash() {
    return Sha256.of(certificate.getPublicKey().getEncoded());
  }

  /** The controller's certificate, for servers of these DNS names and IP addresses. */
  public X509Certificate issueController(PublicKey publicKey, List<String> hosts) {
    return issue("controller", Role.CONTROLLER, publicKey, hosts);
  }

  /**
   * A client's certificate.
   *
   * @param name matches {@code [a-z0-9_-]{1,64}}
   */
  public X509Certificate issueClient(String name, Role role, PublicKey publicKey) {
    if (role == Role.CONTROLLER) {
      throw new IllegalArgumentException("role: expected a client's, got " + role);
    }
    if (role == Role.DEVICE && Identity.reserved(name)) {
      throw new IllegalArgumentException("device: expected a name that is not kept, got " + name);
    }
    return issue(name, role, publicKey, List.of());
  }

  private X509Certificate issue(String name, Role role, PublicKey publicKey, List<String> hosts) {
    X500Name subject = new Identity(name, role, fleet).toName();
    return new CertificateForm(certificate, key).leaf(subject, publicKey, hosts, clock.instant());
  }

  /** SHA-256 of a certificate in DER. */
  public static Sha256 fingerprint(X509Certificate certificate) {
    try {
      return Sha256.of(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate without an encoding", e);
    }
  }

  /** A new P-256 key pair. */
  public static KeyPair newKeyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }
}
