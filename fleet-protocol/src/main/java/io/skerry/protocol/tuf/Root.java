package io.skerry.protocol.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.protocol.crypto.KeyId;
import io.skerry.protocol.crypto.VerifyKey;
import io.skerry.protocol.json.Json;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The set of all keys (TUF 4.3), always with consistent snapshots.
 *
 * @param keys every key that a role names
 * @param roles the four roles of TUF and, optionally, the signers of assignments
 * @param extra the fields that this release doesn't know; not to be changed
 */
public record Root(
    long version,
    Instant expires,
    Map<KeyId, VerifyKey> keys,
    Map<RoleName, Role> roles,
    Map<String, JsonNode> extra)
    implements Metadata {
  public Root {
    Header.version(version);
    expires = Header.expires(expires);
    keys = Map.copyOf(keys);
    roles = Map.copyOf(roles);
    extra = Map.copyOf(extra);
    for (RoleName name : RoleName.values()) {
      Role role = roles.get(name);
      if (role == null && name != RoleName.ASSIGNMENTS) {
        throw new IllegalArgumentException("root: expected a role " + name);
      }
      if (role != null && !keys.keySet().containsAll(role.keyIds())) {
        throw new IllegalArgumentException("root: expected every key of the role " + name);
      }
    }
  }

  /** A root that names these keys; without {@link RoleName#ASSIGNMENTS} nobody may assign. */
  public static Root of(long version, Instant expires, Map<RoleName, KeySet> keySets) {
    Map<KeyId, VerifyKey> keys = new HashMap<>();
    Map<RoleName, Role> roles = new HashMap<>();
    keySets.forEach(
        (name, keySet) -> {
          keySet.keys().forEach(key -> keys.put(key.id(), key));
          roles.put(name, keySet.role());
        });
    return new Root(version, expires, keys, roles, Map.of());
  }

  /**
   * Who may sign as this role.
   *
   * @throws IllegalArgumentException for assignments, where root names no signers
   */
  public Role role(RoleName name) {
    return Optional.ofNullable(roles.get(name))
        .orElseThrow(() -> new IllegalArgumentException("root names no signers of " + name));
  }

  /** Who may sign assignments, if anyone. */
  public Optional<Role> assignments() {
    return Optional.ofNullable(roles.get(RoleName.ASSIGNMENTS));
  }

  /** Whether a key that could sign as this role before can't any more (TUF 5.3.11). */
  boolean withdraws(Root before, RoleName name) {
    return role(name).withdraws(Set.copyOf(before.role(name).keyIds()));
  }

  /** The keys of a role of this root. */
  public List<VerifyKey> keys(Role role) {
    return role.keyIds().stream().map(keys::get).toList();
  }

  @Override
  public RoleName role() {
    return RoleName.ROOT;
  }

  @Override
  public JsonNode toJson() {
    ObjectNode object = Header.write(this, extra).put("consistent_snapshot", true);
    ObjectNode keyObjects = object.putObject("keys");
    keys.forEach((id, key) -> keyObjects.set(id.toString(), key.toTuf()));
    ObjectNode roleObjects = object.putObject("roles");
    roles.forEach(
        (name, role) ->
            (name == RoleName.ASSIGNMENTS ? object : roleObjects).set(name.toString(), json(role)));
    return object;
  }

  private static ObjectNode json(Role role) {
    ObjectNode object = Json.object().put("threshold", role.threshold());
    ArrayNode ids = object.putArray("keyids");
    role.keyIds().forEach(id -> ids.add(id.toString()));
    return object;
  }
}
