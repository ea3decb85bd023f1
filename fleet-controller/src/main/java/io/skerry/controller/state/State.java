package io.skerry.controller.state;

import io.skerry.controller.authority.Authority;
import io.skerry.controller.authority.Pem;
import io.skerry.controller.authority.TlsIdentity;
import io.skerry.controller.db.Database;
import io.skerry.controller.files.DurableFile;
import io.skerry.protocol.id.FleetId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** A controller's keys, as {@code init} made them. */
public record State(
    StateFolder folder, Authority authority, TlsIdentity tls, OnlineKeys onlineKeys) {

  /**
   * Makes the state folder of a new fleet. An init that was cut off starts again from nothing,
   * because nobody has used its keys.
   *
   * @param hosts DNS names and IP addresses of this controller; the first is what devices are told
   * @throws StateException if a fleet is there already, or the folder can't be written
   */
  public static void create(StateFolder folder, FleetId fleet, List<String> hosts, Clock clock)
      throws StateException {
    if (folder.initialized()) {
      throw new StateException(
          folder.root() + " holds a fleet already; run it, or name another folder");
    }
    try {
      Files.createDirectories(folder.root());
      DurableFile.createSecretFolder(folder.keys());
      Files.createDirectories(folder.blobs());
      Files.deleteIfExists(folder.database());
      Authority authority = Authority.create(fleet, clock);
      createCertificates(folder, authority, hosts);
      OnlineKeys.generate(new SecureRandom()).save(folder);
      createAdminToken(folder, clock);
    } catch (IOException e) {
      throw new StateException("can't write " + folder.root() + ": " + e, e);
    }
  }

  private static void createCertificates(
      StateFolder folder, Authority authority, List<String> hosts) throws IOException {
    KeyPair pair = Authority.newKeyPair();
    List<String> names =
        Stream.concat(hosts.stream(), Stream.of("localhost", "127.0.0.1")).distinct().toList();
    X509Certificate controller = authority.issueController(pair.getPublic(), names);
    DurableFile.writeSecret(folder.authorityKey(), ascii(authority.keyPem()));
    DurableFile.writeSecret(folder.controllerKey(), ascii(Pem.write(pair.getPrivate())));
    DurableFile.writeSecret(
        folder.controllerCertificate(), ascii(Pem.write(controller, authority.certificate())));
    DurableFile.write(folder.authority(), ascii(Pem.write(authority.certificate())));
  }

  private static void createAdminToken(StateFolder folder, Clock clock) throws IOException {
    String token = Secret.create();
    try (Database database = Database.open(folder.database())) {
      database.update(
          handle ->
              handle.execute(
                  "INSERT INTO api_token (hash, name, created) VALUES (?, 'admin', ?)",
                  Secret.hash(token).hex(),
                  clock.instant().toString()));
    }
    DurableFile.writeSecret(folder.adminToken(), ascii(token + "\n"));
  }

  /**
   * Reads the keys of a fleet.
   *
   * @throws StateException if there is none, or a file is missing or not what it should be
   */
  public static State load(StateFolder folder, Clock clock) throws StateException {
    if (!folder.initialized()) {
      throw new StateException(
          folder.root() + " holds no fleet: run 'controller init --state DIR --fleet NAME' first");
    }
    try {
      String authorityPem = Files.readString(folder.authority());
      Authority authority =
          Authority.load(authorityPem, Files.readString(folder.authorityKey()), clock);
      TlsIdentity tls =
          TlsIdentity.load(
              Files.readString(folder.controllerCertificate()),
              Files.readString(folder.controllerKey()));
      return new State(folder, authority, tls, OnlineKeys.load(folder));
    } catch (IOException | IllegalArgumentException e) {
      throw new StateException("can't read " + folder.root() + ": " + e.getMessage(), e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
