package io.skerry.controller.rollouts;

import io.skerry.controller.db.Database;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.message.Assignment.Desired;
import io.skerry.protocol.tuf.MetadataWriter;
import io.skerry.protocol.tuf.TargetFile;
import io.skerry.protocol.tuf.Targets;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** Puts a release into a database as if it had been published. */
final class TestRelease {
  private TestRelease() {}

  static void publish(Database database, Desired desired) {
    byte[] manifest = manifest(desired);
    TargetFile target = TargetFile.of(manifest);
    String release = desired.release().toString();
    Instant expires = Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
    Targets targets = new Targets(1, expires, Map.of(release, target), Map.of(), Map.of());
    byte[] signed = MetadataWriter.sign(targets, List.of());
    database.update(
        handle -> {
          handle.execute(
              "INSERT INTO manifest (sha256, path, bytes) VALUES (?, ?, ?)",
              target.sha256().hex(),
              release,
              manifest);
          handle.execute(
              "INSERT INTO metadata_file (name, role, version, bytes)"
                  + " VALUES ('1.targets.json', 'targets', 1, ?)",
              signed);
        });
  }

  private static byte[] manifest(Desired desired) {
    String json =
        """
        {"schema":1,"release":"%s","card":{"licence":"MIT","authors":["A"],"description":"d"},
         "parameters":{},"content":{"kind":"config"}}
        """
            .formatted(desired.release());
    try {
      return Manifest.parse(json.getBytes(StandardCharsets.UTF_8)).toBytes();
    } catch (FormatException e) {
      throw new IllegalStateException("a manifest of the tests", e);
    }
  }
}
