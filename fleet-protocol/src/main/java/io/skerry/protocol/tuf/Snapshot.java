package io.skerry.protocol.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.protocol.trust.TrustException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Which versions of the publishers' metadata belong together (TUF 4.4).
 *
 * @param meta by file name without version; {@code targets.json} is among them
 * @param extra the fields that this release doesn't know; not to be changed
 */
public record Snapshot(
    long version, Instant expires, Map<String, MetaFile> meta, Map<String, JsonNode> extra)
    implements Metadata {
  private static final String TARGETS = "targets.json";

  public Snapshot {
    Header.version(version);
    expires = Header.expires(expires);
    meta = Map.copyOf(meta);
    extra = Map.copyOf(extra);
    if (!meta.containsKey(TARGETS)) {
      throw new IllegalArgumentException("snapshot: expected an entry " + TARGETS);
    }
  }

  /** A snapshot of top-level targets alone. */
  public static Snapshot of(long version, Instant expires, MetaFile targets) {
    return new Snapshot(version, expires, Map.of(TARGETS, targets), Map.of());
  }

  static Snapshot read(JsonNode signed) throws TrustException {
    Fields fields = new Fields("snapshot", signed);
    Header.check(fields, RoleName.SNAPSHOT);
    long version = fields.number("version");
    Instant expires = fields.instant("expires");
    Fields files = fields.object("meta");
    Map<String, MetaFile> meta = new HashMap<>();
    for (String name : files.names()) {
      meta.put(name, MetaFile.read(name, files.any(name)));
    }
    return new Snapshot(version, expires, meta, fields.rest());
  }

  /** What it says about top-level targets. */
  public MetaFile targets() {
    return meta.get(TARGETS);
  }

  @Override
  public RoleName role() {
    return RoleName.SNAPSHOT;
  }

  @Override
  public JsonNode toJson() {
    ObjectNode object = Header.write(this, extra);
    ObjectNode files = object.putObject("meta");
    meta.forEach((name, file) -> files.set(name, file.toJson()));
    return object;
  }
}
