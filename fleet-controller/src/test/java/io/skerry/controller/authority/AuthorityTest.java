package io.skerry.controller.authority;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.controller.testing.SigningRequests;
import io.skerry.protocol.id.FleetId;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {
  private static final FleetId FLEET = new FleetId("demo");

  private final Authority authority = Authority.create(FLEET, Clock.systemUTC());

  @Test
  void issuesALeafThatNamesItsHolderAndSignsNothing() throws Exception {
    X509Certificate leaf =
        authority.issueClient("door", Role.DEVICE, Authority.newKeyPair().getPublic());
    leaf.verify(authority.certificate().getPublicKey());
    leaf.checkValidity();
    assertEquals(-1, leaf.getBasicConstraints());
    assertEquals(List.of("1.3.6.1.5.5.7.3.2"), leaf.getExtendedKeyUsage());
    assertEquals(
        Optional.of(new Identity("door", Role.DEVICE, FLEET)),
        Identity.of(leaf.getSubjectX500Principal()));
    assertEquals("CN=door,OU=device,O=demo", leaf.getSubjectX500Principal().getName());
    assertEquals(authority.certificate().getNotAfter(), leaf.getNotAfter());
  }

  @Test
  void issuesAControllerThatServesItsHosts() throws Exception {
    KeyPair pair = Authority.newKeyPair();
    X509Certificate leaf =
        authority.issueController(
            pair.getPublic(), List.of("fleet.example", "10.1.2.3", "::1", "localhost"));
    List<String> names =
        leaf.getSubjectAlternativeNames().stream()
            .map(name -> name.get(0) + " " + name.get(1))
            .toList();
    assertEquals(
        List.of("2 fleet.example", "7 10.1.2.3", "7 0:0:0:0:0:0:0:1", "2 localhost"), names);
    assertEquals(
        "fleet.example",
        new TlsIdentity(List.of(leaf, authority.certificate()), pair.getPrivate()).host());
  }

  @Test
  void issuesNoSecondControllerToClients() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            authority.issueClient(
                "controller", Role.CONTROLLER, Authority.newKeyPair().getPublic()));
  }

  @Test
  void comesBackFromItsFiles() {
    Authority loaded =
        Authority.load(Pem.write(authority.certificate()), authority.keyPem(), Clock.systemUTC());
    assertEquals(FLEET, loaded.fleet());
    assertEquals(authority.publicKeyHash(), loaded.publicKeyHash());
    Authority other = Authority.create(FLEET, Clock.systemUTC());
    assertThrows(
        IllegalArgumentException.class,
        () ->
            Authority.load(Pem.write(authority.certificate()), other.keyPem(), Clock.systemUTC()));
  }

  @Test
  void takesARequestByItsKeyAndName() throws Exception {
    CertificateRequest request =
        CertificateRequest.parse(SigningRequests.pem("door", Authority.newKeyPair()));
    request.requireName("door");
    assertThrows(CertificateRefused.class, () -> request.requireName("window"));
  }

  @Test
  void refusesARequestSignedByAnotherKey() {
    String stolen =
        SigningRequests.pem("door", Authority.newKeyPair().getPublic(), Authority.newKeyPair());
    assertThrows(CertificateRefused.class, () -> CertificateRequest.parse(stolen));
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp384r1", "RSA"})
  void refusesEveryOtherKindOfKey(String kind) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.equals("RSA") ? "RSA" : "EC");
    if (!kind.equals("RSA")) {
      generator.initialize(new ECGenParameterSpec(kind));
    }
    String pem = SigningRequests.pem("door", generator.generateKeyPair());
    assertThrows(CertificateRefused.class, () -> CertificateRequest.parse(pem));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nothing",
        "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n"
      })
  void refusesWhatIsNoRequest(String text) {
    assertThrows(CertificateRefused.class, () -> CertificateRequest.parse(text));
    assertThrows(CertificateRefused.class, () -> CertificateRequest.parse(text + "x".repeat(9000)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CN=door",
        "CN=door,OU=device",
        "CN=door,OU=admin,O=demo",
        "CN=Door,OU=device,O=demo",
        "CN=door/x,OU=device,O=demo",
        "CN=door,OU=device,O=demo,C=CH",
        "CN=door,OU=device,OU=controller,O=demo",
        "CN=door,CN=controller,OU=device,O=demo",
        "CN=door+OU=device,O=demo,C=CH"
      })
  void knowsNobodyByAnotherFormOfSubject(String subject) {
    assertTrue(Identity.of(new X500Principal(subject)).isEmpty());
  }
}
