package io.skerry.packager.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.tuf.Metadata;
import io.skerry.protocol.tuf.Root;
import io.skerry.protocol.tuf.Signed;
import io.skerry.protocol.tuf.Snapshot;
import io.skerry.protocol.tuf.Targets;
import io.skerry.protocol.tuf.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Describes a TUF metadata file. Only a root's signatures can be checked without the others. */
final class MetadataInspection {
  private MetadataInspection() {}

  static Finding inspect(byte[] file, JsonNode tree) throws TrustException {
    Signed<? extends Metadata> signed = parse(file, tree.path("signed").path("_type").asText());
    Metadata metadata = signed.metadata();
    List<String> lines = new ArrayList<>();
    lines.add("TUF " + metadata.role() + " version " + metadata.version());
    lines.add("  expires " + metadata.expires());
    signed.signatures().forEach(signature -> lines.add("  signed by " + signature.keyId()));
    lines.addAll(details(metadata));
    if (metadata instanceof Root root) {
      signed.verify(root);
      lines.add("  its own signatures are valid");
    }
    ObjectNode json = Json.object().put("kind", "metadata");
    json.set("signed", tree.path("signed"));
    json.set("signatures", tree.path("signatures"));
    return new Finding(lines, json);
  }

  private static Signed<? extends Metadata> parse(byte[] file, String type) throws TrustException {
    return switch (type) {
      case "root" -> Signed.root(file);
      case "timestamp" -> Signed.timestamp(file);
      case "snapshot" -> Signed.snapshot(file);
      case "targets" -> Signed.targets(file);
      default -> throw TrustException.format("metadata", "unknown _type '" + type + "'");
    };
  }

  private static List<String> details(Metadata metadata) {
    List<String> lines = new ArrayList<>();
    switch (metadata) {
      case Root root ->
          new TreeMap<>(root.roles())
              .forEach(
                  (name, role) ->
                      lines.add("  %s: %d of %s".formatted(name, role.threshold(), role.keyIds())));
      case Targets targets -> {
        new TreeMap<>(targets.targets())
            .forEach((path, file) -> lines.add("  " + path + " " + file.sha256()));
        new TreeMap<>(targets.floors())
            .forEach((model, floor) -> lines.add("  floor " + model + " " + floor));
      }
      case Snapshot snapshot ->
          new TreeMap<>(snapshot.meta())
              .forEach((name, file) -> lines.add("  " + name + " version " + file.version()));
      case Timestamp timestamp -> lines.add("  snapshot version " + timestamp.snapshot().version());
    }
    return lines;
  }
}
