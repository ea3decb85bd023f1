package io.skerry.packager.repository;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.packager.cli.Failure;
import io.skerry.packager.file.BoundedRead;
import io.skerry.protocol.crypto.UnsupportedKey;
import io.skerry.protocol.crypto.VerifyKey;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.tuf.KeySet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code online-keys.json} of {@code controller init}: lists of TUF key objects. */
record OnlineKeys(List<JsonNode> snapshot, List<JsonNode> timestamp, List<JsonNode> assignments) {
  private static final int MAX_BYTES = 64 * 1024;

  static OnlineKeys read(Path file) throws IOException, Failure, FormatException {
    return Json.read(BoundedRead.file(file, MAX_BYTES), OnlineKeys.class);
  }

  /** Any one of the keys may sign: they all live on the controller. */
  static KeySet keySet(String role, List<JsonNode> objects) throws Failure, TrustException {
    List<VerifyKey> keys = new ArrayList<>();
    for (JsonNode object : objects) {
      keys.add(VerifyKey.fromTuf(object));
    }
    if (keys.isEmpty() || keys.stream().anyMatch(UnsupportedKey.class::isInstance)) {
      throw Failure.refused("online keys: expected at least one Ed25519 or P-256 key for " + role);
    }
    return new KeySet(keys, 1);
  }
}
