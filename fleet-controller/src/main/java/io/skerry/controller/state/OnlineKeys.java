package io.skerry.controller.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.controller.files.DurableFile;
import io.skerry.protocol.crypto.Ed25519Signer;
import io.skerry.protocol.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The keys that the controller signs with while it runs; secret. */
public record OnlineKeys(
    Ed25519Signer snapshot, Ed25519Signer timestamp, Ed25519Signer assignments) {
  private static final String SNAPSHOT = "snapshot";
  private static final String TIMESTAMP = "timestamp";
  private static final String ASSIGNMENTS = "assignments";

  /** New keys. */
  static OnlineKeys generate(SecureRandom random) {
    return new OnlineKeys(
        Ed25519Signer.generate(random),
        Ed25519Signer.generate(random),
        Ed25519Signer.generate(random));
  }

  static OnlineKeys load(StateFolder folder) throws IOException {
    return new OnlineKeys(
        read(folder.seed(SNAPSHOT)), read(folder.seed(TIMESTAMP)), read(folder.seed(ASSIGNMENTS)));
  }

  void save(StateFolder folder) throws IOException {
    write(folder.seed(SNAPSHOT), snapshot);
    write(folder.seed(TIMESTAMP), timestamp);
    write(folder.seed(ASSIGNMENTS), assignments);
    ObjectNode object = Json.object();
    object.putArray(SNAPSHOT).add(snapshot.publicKey().toTuf());
    object.putArray(TIMESTAMP).add(timestamp.publicKey().toTuf());
    object.putArray(ASSIGNMENTS).add(assignments.publicKey().toTuf());
    DurableFile.write(folder.onlineKeys(), Json.write(object));
  }

  private static Ed25519Signer read(Path file) throws IOException {
    try {
      return Ed25519Signer.fromSeed(HexFormat.of().parseHex(Files.readString(file).strip()));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": expected 64 hexadecimal digits", e);
    }
  }

  private static void write(Path file, Ed25519Signer signer) throws IOException {
    String hex = HexFormat.of().formatHex(signer.seed()) + "\n";
    DurableFile.writeSecret(file, hex.getBytes(StandardCharsets.US_ASCII));
  }

  /** Without the seeds. */
  @Override
  public String toString() {
    return "OnlineKeys[" + snapshot.publicKey().id() + ", " + timestamp.publicKey().id() + "]";
  }
}
