package io.skerry.protocol.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.trust.TrustException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** The fields that every role has (TUF 4.3). */
final class Header {
  static final String SPEC_VERSION = "1.0.31";
  static final long MAX_VERSION = (1L << 53) - 1;
  private static final Instant END = Instant.parse("9999-12-31T23:59:59Z");

  private Header() {}

  static long version(long version) {
    if (version < 1 || version > MAX_VERSION) {
      throw new IllegalArgumentException("version: expected 1 to 2^53-1, got " + version);
    }
    return version;
  }

  static Instant expires(Instant expires) {
    if (expires.isAfter(END)) {
      throw new IllegalArgumentException("expires: expected a year up to 9999, got " + expires);
    }
    return expires.truncatedTo(ChronoUnit.SECONDS);
  }

  /** Checks type and specification; version and expiry are left for the role to read. */
  static void check(Fields fields, RoleName role) throws TrustException {
    String type = fields.text("_type");
    if (!type.equals(role.toString())) {
      throw TrustException.of(TrustException.Reason.FORMAT, role.toString(), "_type " + role, type);
    }
    String specification = fields.text("spec_version");
    if (!specification.startsWith("1.")) {
      throw TrustException.of(
          TrustException.Reason.FORMAT, role.toString(), "spec_version 1.x", specification);
    }
  }

  /** The fields of every role, over those that this release doesn't know. */
  static ObjectNode write(Metadata metadata, Map<String, JsonNode> extra) {
    ObjectNode object = Json.object();
    object.setAll(extra);
    return object
        .put("_type", metadata.role().toString())
        .put("spec_version", SPEC_VERSION)
        .put("version", metadata.version())
        .put("expires", metadata.expires().toString());
  }
}
