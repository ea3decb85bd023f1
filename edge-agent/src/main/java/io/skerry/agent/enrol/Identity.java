package io.skerry.agent.enrol;

import io.skerry.protocol.activation.Recipient;
import io.skerry.protocol.crypto.P256Signer;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/**
 * Who this device is, as enrolment left it.
 *
 * @param signer signs with the identity key
 * @param tls presents the certificate, and trusts the fleet's CA alone; made when first asked for
 */
public record Identity(
    Place place, Sha256 certificate, P256Signer signer, Supplier<SSLSocketFactory> tls) {
  /**
   * Reads it from the state folder.
   *
   * @throws IOException if the device is not enrolled or a file is damaged; the message says which
   */
  public static Identity load(Path state) throws IOException {
    if (!Enroller.enrolled(state)) {
      throw new IOException(state + " holds no enrolled device: run `agent enrol` first");
    }
    try {
      Place place = Json.read(Files.readAllBytes(state.resolve(Place.FILE)), Place.class);
      PrivateKey key = key(Files.readString(state.resolve("identity.key")));
      X509Certificate certificate =
          Certificates.parse(Files.readString(state.resolve("certificate.pem")));
      X509Certificate authority =
          Certificates.parse(Files.readString(state.resolve("authority.pem")));
      return new Identity(
          place,
          Sha256.of(certificate.getEncoded()),
          new P256Signer(key, certificate.getPublicKey()),
          new Tls(key, certificate, authority));
    } catch (FormatException | GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(state + " is damaged (" + e.getMessage() + "): enrol again", e);
    }
  }

  /** For whom an assignment must be made to be followed here. */
  public Recipient recipient() {
    return new Recipient(place.fleet(), place.device(), certificate);
  }

  private static PrivateKey key(String pem) throws GeneralSecurityException {
    return KeyFactory.getInstance("EC")
        .generatePrivate(new PKCS8EncodedKeySpec(Pem.decode("PRIVATE KEY", pem)));
  }
}
