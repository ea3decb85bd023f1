package io.skerry.protocol.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.trust.TrustException;
import java.util.Map;

/**
 * What targets metadata says about one release's manifest (TUF 4.5).
 *
 * @param length in bytes
 * @param hashes by algorithm; SHA-256 is among them
 * @param extra {@code custom} and fields that this release doesn't know; not to be changed
 */
public record TargetFile(long length, Map<String, String> hashes, Map<String, JsonNode> extra) {
  public TargetFile {
    hashes = Map.copyOf(hashes);
    extra = Map.copyOf(extra);
    Hashes.sha256(hashes);
    if (length < 0) {
      throw new IllegalArgumentException("length: expected 0 or more, got " + length);
    }
  }

  /** Names exactly these bytes. */
  public static TargetFile of(byte[] manifest) {
    return new TargetFile(manifest.length, Hashes.of(manifest), Map.of());
  }

  static TargetFile read(String subject, JsonNode object) throws TrustException {
    Fields fields = new Fields(subject, object);
    long length = fields.number("length");
    Map<String, String> hashes = Hashes.read(fields.object("hashes"));
    return new TargetFile(length, hashes, fields.rest());
  }

  /** The manifest's SHA-256. */
  public Sha256 sha256() {
    return Hashes.sha256(hashes);
  }

  /** The name of its file with consistent snapshots: {@code vision/HASH.face-detector@1.4.0}. */
  public String consistentName(ReleaseId release) {
    return release.model().namespace()
        + "/"
        + sha256()
        + "."
        + release.model().name()
        + "@"
        + release.version();
  }

  /**
   * Checks length and hash (TUF 5.7.2).
   *
   * @throws TrustException LENGTH or HASH
   */
  public void check(ReleaseId release, byte[] manifest) throws TrustException {
    Hashes.checkLength("manifest of " + release, length, manifest);
    Hashes.check("manifest of " + release, hashes, manifest);
  }

  ObjectNode toJson() {
    ObjectNode object = Json.object();
    object.setAll(extra);
    object.put("length", length).set("hashes", Json.tree(hashes));
    return object;
  }
}
