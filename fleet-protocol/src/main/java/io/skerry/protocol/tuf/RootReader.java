package io.skerry.protocol.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.protocol.crypto.KeyId;
import io.skerry.protocol.crypto.VerifyKey;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.trust.TrustException.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the signed part of root metadata (TUF 4.3). */
final class RootReader {
  private static final String SUBJECT = "root";

  private RootReader() {}

  static Root read(JsonNode signed) throws TrustException {
    Fields fields = new Fields(SUBJECT, signed);
    Header.check(fields, RoleName.ROOT);
    JsonNode consistent = fields.any("consistent_snapshot");
    if (!consistent.isBoolean() || !consistent.booleanValue()) {
      throw TrustException.of(Reason.FORMAT, SUBJECT, "consistent_snapshot true", consistent);
    }
    long version = fields.number("version");
    Instant expires = fields.instant("expires");
    Map<KeyId, VerifyKey> keys = keys(fields.object("keys"));
    Map<RoleName, Role> roles = roles(fields.object("roles"));
    Optional<JsonNode> assignments = fields.optional(RoleName.ASSIGNMENTS.toString());
    if (assignments.isPresent()) {
      roles.put(RoleName.ASSIGNMENTS, role(RoleName.ASSIGNMENTS, assignments.get()));
    }
    return new Root(version, expires, keys, roles, fields.rest());
  }

  private static Map<KeyId, VerifyKey> keys(Fields objects) throws TrustException {
    Map<KeyId, VerifyKey> keys = new HashMap<>();
    for (String id : objects.names()) {
      VerifyKey key = VerifyKey.fromTuf(objects.any(id));
      if (!key.id().toString().equals(id)) {
        throw TrustException.of(Reason.FORMAT, SUBJECT, "key id " + key.id(), id);
      }
      keys.put(key.id(), key);
    }
    return keys;
  }

  private static Map<RoleName, Role> roles(Fields objects) throws TrustException {
    Map<RoleName, Role> roles = new EnumMap<>(RoleName.class);
    for (RoleName name : RoleName.values()) {
      if (name != RoleName.ASSIGNMENTS) {
        roles.put(name, role(name, objects.any(name.toString())));
      }
    }
    if (!objects.names().isEmpty()) {
      throw TrustException.of(Reason.FORMAT, SUBJECT, "four roles", "also " + objects.names());
    }
    return roles;
  }

  private static Role role(RoleName name, JsonNode object) throws TrustException {
    Fields fields = new Fields(SUBJECT + " role " + name, object);
    List<KeyId> ids = new ArrayList<>();
    for (JsonNode id : fields.array("keyids")) {
      ids.add(KeyId.parse(id.asText()));
    }
    return new Role(ids, Math.clamp(fields.number("threshold"), 0, Integer.MAX_VALUE));
  }
}
