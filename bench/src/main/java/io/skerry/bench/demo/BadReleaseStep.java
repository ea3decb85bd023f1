package io.skerry.bench.demo;

import io.skerry.bench.site.Check;
import io.skerry.bench.site.Folders;
import io.skerry.bench.site.Rollouts;
import io.skerry.bench.site.Site;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

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
    String reason = rollouts.stopped(rollouts.start(RELEASE), "golden");
    String picture = site.first().client().predict(anyPicture()).path("model").asText();
    Check.that(picture.endsWith("@1.0.0"), "expected the old release to answer, got " + picture);
    return "rollout stopped, " + picture + " goes on: " + reason;
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
