package io.skerry.bench.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.protocol.crypto.Ed25519Signer;
import io.skerry.protocol.crypto.Signer;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.Bytes;
import io.skerry.protocol.json.CanonicalJson;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A repository that hangs together, one version on, whose targets are signed with a key that root
 * does not name.
 */
record Forgery(Map<String, Bytes> genuine, Signer snapshotKey, Signer timestampKey) {

  Map<String, Bytes> files() {
    ObjectNode targets = nextVersion("targets.json");
    byte[] targetsFile = signed(targets, Ed25519Signer.generate(new SecureRandom()));
    ObjectNode snapshot = nextVersion("snapshot.json");
    describe((ObjectNode) snapshot.at("/meta/targets.json"), targets, targetsFile);
    byte[] snapshotFile = signed(snapshot, snapshotKey);
    ObjectNode timestamp = nextVersion("timestamp.json");
    describe((ObjectNode) timestamp.at("/meta/snapshot.json"), snapshot, snapshotFile);
    Map<String, Bytes> files = new LinkedHashMap<>();
    files.put("timestamp.json", Bytes.of(signed(timestamp, timestampKey)));
    files.put(snapshot.get("version").asLong() + ".snapshot.json", Bytes.of(snapshotFile));
    files.put(targets.get("version").asLong() + ".targets.json", Bytes.of(targetsFile));
    return files;
  }

  private ObjectNode nextVersion(String suffix) {
    String name =
        genuine.keySet().stream().filter(file -> file.endsWith(suffix)).findFirst().orElseThrow();
    try {
      JsonNode file = Json.read(genuine.get(name).toArray(), JsonNode.class);
      ObjectNode body = (ObjectNode) file.get("signed").deepCopy();
      return body.put("version", body.get("version").asLong() + 1);
    } catch (FormatException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void describe(ObjectNode entry, ObjectNode body, byte[] file) {
    entry.put("version", body.get("version").asLong());
    if (entry.has("length")) {
      entry.put("length", file.length);
    }
    if (entry.has("hashes")) {
      entry.putObject("hashes").put("sha256", Sha256.of(file).hex());
    }
  }

  private static byte[] signed(ObjectNode body, Signer signer) {
    ObjectNode file = Json.object();
    file.set("signed", body);
    String signature = HexFormat.of().formatHex(signer.sign(CanonicalJson.encode(body)));
    file.putArray("signatures")
        .addObject()
        .put("keyid", signer.publicKey().id().toString())
        .put("sig", signature);
    return Json.write(file);
  }
}
