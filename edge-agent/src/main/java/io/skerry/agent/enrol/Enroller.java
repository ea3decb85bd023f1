package io.skerry.agent.enrol;

import io.skerry.agent.store.Durable;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.Enrolment;
import io.skerry.protocol.message.EnrolmentToken;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.tuf.Root;
import io.skerry.protocol.tuf.Signed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Arrays;

/**
 * First contact: token and root are checked, then the controller's CA, then its root, and only then
 * is the secret sent. The last file written makes it count, so a crash leaves nothing enrolled. One
 * thread.
 */
public final class Enroller {
  private final Path state;
  private final InstantSource clock;

  /** Enrols into this folder, which may not exist yet. */
  public Enroller(Path state, InstantSource clock) {
    this.state = state;
    this.clock = clock;
  }

  /** Whether this folder holds an enrolled device. */
  public static boolean enrolled(Path state) {
    return Files.isRegularFile(state.resolve(Place.FILE));
  }

  /**
   * Enrols.
   *
   * @param root the bytes of root.json, which came from the publishers
   * @throws EnrolException if anything is not what it must be; the folder stays as it was
   */
  public Place enrol(EnrolmentToken token, byte[] root, DeviceId device) throws EnrolException {
    if (enrolled(state)) {
      throw EnrolException.refused(
          state + " holds an enrolled device: choose another folder, or delete it first");
    }
    if (!token.expires().isAfter(clock.instant())) {
      throw EnrolException.refused(
          "the token expired at " + token.expires() + ": ask for a new one");
    }
    long version = versionOf(root);
    try (ControllerApi controller = new ControllerApi(token)) {
      requireSame(root, controller.root(version), version);
      DeviceKeys keys = DeviceKeys.generate();
      Enrolment.Answer answer =
          controller.enrol(
              new Enrolment.Request(
                  token.secret(), device, keys.request(device), keys.contentPublic()));
      check(answer, token, keys);
      return store(answer, root, keys, device);
    }
  }

  private static long versionOf(byte[] root) throws EnrolException {
    try {
      Signed<Root> signed = Signed.root(root);
      signed.verify(signed.metadata());
      return signed.metadata().version();
    } catch (TrustException e) {
      throw EnrolException.refused("root.json: " + e.getMessage(), e);
    }
  }

  private static void requireSame(byte[] own, byte[] offered, long version) throws EnrolException {
    if (!Arrays.equals(own, offered)) {
      throw EnrolException.refused(
          "the controller offers another root "
              + version
              + ": expected sha256 "
              + Sha256.of(own)
              + ", got "
              + (offered.length == 0 ? "none" : Sha256.of(offered)));
    }
  }

  private static void check(Enrolment.Answer answer, EnrolmentToken token, DeviceKeys keys)
      throws EnrolException {
    try {
      X509Certificate authority = Certificates.parse(answer.authority());
      Sha256 actual = PinnedAuthority.hashOf(authority);
      if (!actual.equals(token.authority()) || !answer.fleet().equals(token.fleet())) {
        throw EnrolException.refused(
            "the controller's answer: expected fleet "
                + token.fleet()
                + " and CA sha256 "
                + token.authority()
                + ", got "
                + answer.fleet()
                + " and "
                + actual);
      }
      Certificates.check(
          Certificates.parse(answer.certificate()), keys.identity().getPublic(), authority);
    } catch (GeneralSecurityException e) {
      throw EnrolException.refused("the certificate issued: " + e.getMessage(), e);
    }
  }

  private Place store(Enrolment.Answer answer, byte[] root, DeviceKeys keys, DeviceId device)
      throws EnrolException {
    Place place = new Place(answer.fleet(), device, answer.mqttHost(), answer.mqttPort());
    try {
      Path metadata = Durable.folder(Durable.folder(state).resolve("metadata"));
      Durable.write(metadata.resolve("root.json"), root);
      write("identity.key", Pem.encode("PRIVATE KEY", keys.identity().getPrivate().getEncoded()));
      write("content.key", Pem.encode("PRIVATE KEY", keys.content().getPrivate().getEncoded()));
      write("authority.pem", answer.authority());
      write("certificate.pem", answer.certificate());
      Durable.write(state.resolve(Place.FILE), Json.write(place));
      return place;
    } catch (IOException e) {
      throw EnrolException.transport(
          state + " can't be written (" + e.getMessage() + "): enrol again with a new token", e);
    }
  }

  private void write(String name, String text) throws IOException {
    Durable.write(state.resolve(name), text.getBytes(StandardCharsets.US_ASCII));
  }
}
