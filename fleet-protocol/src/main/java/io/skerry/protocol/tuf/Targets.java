package io.skerry.protocol.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.id.Version;
import io.skerry.protocol.trust.TrustException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which releases exist (TUF 4.5). Delegations are kept among {@code extra} and not followed: a
 * release that only a delegated role names is not found.
 *
 * @param targets by path; a release's path is its id
 * @param floors the lowest version of a model that may still be activated, in the extra field
 *     {@code x-skerry-floors}
 * @param extra the fields that this release doesn't know; not to be changed
 */
public record Targets(
    long version,
    Instant expires,
    Map<String, TargetFile> targets,
    Map<ModelName, Version> floors,
    Map<String, JsonNode> extra)
    implements Metadata {
  private static final String FLOORS = "x-skerry-floors";

  public Targets {
    Header.version(version);
    expires = Header.expires(expires);
    targets = Map.copyOf(targets);
    floors = Map.copyOf(floors);
    extra = Map.copyOf(extra);
  }

  /** Targets with no release yet. */
  public static Targets empty(long version, Instant expires) {
    return new Targets(version, expires, Map.of(), Map.of(), Map.of());
  }

  static Targets read(JsonNode signed) throws TrustException {
    Fields fields = new Fields("targets", signed);
    Header.check(fields, RoleName.TARGETS);
    long version = fields.number("version");
    Instant expires = fields.instant("expires");
    Fields files = fields.object("targets");
    Map<String, TargetFile> targets = new HashMap<>();
    for (String path : files.names()) {
      targets.put(path, TargetFile.read(path, files.any(path)));
    }
    Map<ModelName, Version> floors =
        fields.names().contains(FLOORS) ? readFloors(fields.object(FLOORS)) : Map.of();
    return new Targets(version, expires, targets, floors, fields.rest());
  }

  private static Map<ModelName, Version> readFloors(Fields fields) throws TrustException {
    Map<ModelName, Version> floors = new HashMap<>();
    for (String model : fields.names()) {
      floors.put(ModelName.parse(model), Version.parse(fields.text(model)));
    }
    return floors;
  }

  /** What is said about a release's manifest, if the release exists. */
  public Optional<TargetFile> find(ReleaseId release) {
    return Optional.ofNullable(targets.get(release.toString()));
  }

  @Override
  public RoleName role() {
    return RoleName.TARGETS;
  }

  @Override
  public JsonNode toJson() {
    ObjectNode object = Header.write(this, extra);
    ObjectNode files = object.putObject("targets");
    targets.forEach((path, file) -> files.set(path, file.toJson()));
    if (!floors.isEmpty()) {
      ObjectNode lowest = object.putObject(FLOORS);
      floors.forEach((model, version) -> lowest.put(model.toString(), version.toString()));
    }
    return object;
  }
}
