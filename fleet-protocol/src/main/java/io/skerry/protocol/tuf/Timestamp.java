package io.skerry.protocol.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.protocol.trust.TrustException;
import java.time.Instant;
import java.util.Map;

/**
 * Which snapshot is the newest (TUF 4.6).
 *
 * @param snapshot what it says about it
 * @param extra the fields that this release doesn't know; not to be changed
 */
public record Timestamp(
    long version, Instant expires, MetaFile snapshot, Map<String, JsonNode> extra)
    implements Metadata {
  private static final String SNAPSHOT = "snapshot.json";

  public Timestamp {
    Header.version(version);
    expires = Header.expires(expires);
    extra = Map.copyOf(extra);
  }

  /** A timestamp without other fields. */
  public static Timestamp of(long version, Instant expires, MetaFile snapshot) {
    return new Timestamp(version, expires, snapshot, Map.of());
  }

  static Timestamp read(JsonNode signed) throws TrustException {
    Fields fields = new Fields("timestamp", signed);
    Header.check(fields, RoleName.TIMESTAMP);
    long version = fields.number("version");
    Instant expires = fields.instant("expires");
    JsonNode snapshot = fields.object("meta").any(SNAPSHOT);
    return new Timestamp(version, expires, MetaFile.read(SNAPSHOT, snapshot), fields.rest());
  }

  @Override
  public RoleName role() {
    return RoleName.TIMESTAMP;
  }

  @Override
  public JsonNode toJson() {
    ObjectNode object = Header.write(this, extra);
    object.putObject("meta").set(SNAPSHOT, snapshot.toJson());
    return object;
  }
}
