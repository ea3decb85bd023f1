package io.skerry.controller.state;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where things lie in the controller's state folder.
 *
 * @param root the folder itself
 */
public record StateFolder(Path root) {
  /** The CA's certificate, PEM; for everyone. */
  public Path authority() {
    return root.resolve("authority.pem");
  }

  /** The public keys that root must name, JSON; for {@code packager init}. */
  public Path onlineKeys() {
    return root.resolve("online-keys.json");
  }

  /** The bearer token of whoever administers the fleet; secret. Its presence ends an init. */
  public Path adminToken() {
    return root.resolve("admin-token");
  }

  /** The private keys' folder; secret. */
  public Path keys() {
    return root.resolve("keys");
  }

  Path authorityKey() {
    return keys().resolve("authority.key");
  }

  /** The controller's private key, PKCS#8 PEM; secret. */
  public Path controllerKey() {
    return keys().resolve("controller.key");
  }

  /** The controller's certificate and the CA's, PEM. */
  public Path controllerCertificate() {
    return keys().resolve("controller.pem");
  }

  Path seed(String role) {
    return keys().resolve(role + ".key");
  }

  /** The SQLite database. */
  public Path database() {
    return root.resolve("controller.db");
  }

  /** The blobs' folder. */
  public Path blobs() {
    return root.resolve("blobs");
  }

  /** The broker's journal and message store. */
  public Path broker() {
    return root.resolve("broker");
  }

  /** Whether an init came to its end here. */
  public boolean initialized() {
    return Files.exists(adminToken());
  }
}
