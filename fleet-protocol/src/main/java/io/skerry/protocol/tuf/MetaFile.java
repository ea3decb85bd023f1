package io.skerry.protocol.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.trust.TrustException;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What timestamp and snapshot say about another metadata file (TUF 4.4).
 *
 * @param length in bytes, where stated
 * @param hashes by algorithm; none, or SHA-256 and perhaps others
 * @param extra the fields that this release doesn't know; not to be changed
 */
public record MetaFile(
    long version, OptionalLong length, Map<String, String> hashes, Map<String, JsonNode> extra) {
  public MetaFile {
    Header.version(version);
    hashes = Map.copyOf(hashes);
    extra = Map.copyOf(extra);
    if (!hashes.isEmpty()) {
      Hashes.sha256(hashes);
    }
  }

  /** Names exactly these bytes. */
  public static MetaFile of(long version, byte[] file) {
    return new MetaFile(version, OptionalLong.of(file.length), Hashes.of(file), Map.of());
  }

  /** Names a version, whose signature must suffice: small, where there are many. */
  public static MetaFile ofVersion(long version) {
    return new MetaFile(version, OptionalLong.empty(), Map.of(), Map.of());
  }

  static MetaFile read(String subject, JsonNode object) throws TrustException {
    Fields fields = new Fields(subject, object);
    long version = fields.number("version");
    OptionalLong length =
        fields.names().contains("length")
            ? OptionalLong.of(fields.number("length"))
            : OptionalLong.empty();
    Map<String, String> hashes =
        fields.names().contains("hashes") ? Hashes.read(fields.object("hashes")) : Map.of();
    return new MetaFile(version, length, hashes, fields.rest());
  }

  /**
   * Checks length and hash, where stated.
   *
   * @throws TrustException LENGTH or HASH
   */
  public void check(String subject, byte[] file) throws TrustException {
    if (length.isPresent()) {
      Hashes.checkLength(subject, length.getAsLong(), file);
    }
    if (!hashes.isEmpty()) {
      Hashes.check(subject, hashes, file);
    }
  }

  ObjectNode toJson() {
    ObjectNode object = Json.object();
    object.setAll(extra);
    object.put("version", version);
    length.ifPresent(bytes -> object.put("length", bytes));
    if (!hashes.isEmpty()) {
      object.set("hashes", Json.tree(hashes));
    }
    return object;
  }
}
