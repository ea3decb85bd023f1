package io.skerry.bench.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.bench.site.Check;
import io.skerry.bench.site.Folders;
import io.skerry.bench.site.Rollouts;
import io.skerry.bench.site.Site;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;

/** A release whose golden outputs do not fit: it fails on the device, and the rollout stops. */
record BadReleaseStep(Site site) {
  private static final String RELEASE = "vision/image-classifier@1.1.0";

  String run() throws IOException {
    Path source = site.folder().resolve("bad-classifier");
    Folders.copy(site.home().file("models/image-classifier"), source);
    alterExpected(source.resolve("golden"));
    site.publisher().pack(source, "bad-classifier", "--version", "1.1.0");
    site.publisher().sign("bad-classifier", "--unproven", "the demo's bad release");
    site.publish();
    Rollouts rollouts = new Rollouts(site.controller().client());
    JsonNode rollout = rollouts.ended(rollouts.start(RELEASE));
    Check.that("stopped".equals(rollout.path("state").asText()), "expected it to stop: " + rollout);
    String picture = site.first().client().predict(anyPicture()).path("model").asText();
    Check.that(picture.endsWith("@1.0.0"), "expected the old release to answer, got " + picture);
    return "rollout stopped, " + picture + " goes on: " + reason();
  }

  private String reason() {
    JsonNode reported = site.controller().client().device(site.first().id()).path("reported");
    return StreamSupport.stream(reported.path("releases").spliterator(), false)
        .filter(release -> RELEASE.equals(release.path("release").asText()))
        .map(release -> release.path("phase").asText() + ", " + release.path("detail").asText())
        .findFirst()
        .orElse("the device no longer reports it");
  }

  private Path anyPicture() throws IOException {
    try (var files = Files.list(site.home().file("media/pictures"))) {
      return files
          .filter(file -> file.toString().endsWith(".jpg"))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }

  /** Adds 1 to the last float of every expected output. */
  private static void alterExpected(Path golden) throws IOException {
    try (var files = Files.walk(golden)) {
      for (Path file :
          files
              .filter(path -> path.toString().contains("/out/") && path.toString().endsWith(".npy"))
              .toList()) {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putFloat(bytes.length - 4, buffer.getFloat(bytes.length - 4) + 1);
        Files.write(file, bytes);
      }
    }
  }
}
