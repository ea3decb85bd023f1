package io.skerry.bench.demo;

import io.skerry.bench.site.Agent;
import io.skerry.bench.site.Check;
import io.skerry.bench.site.Publisher;
import io.skerry.bench.site.Rollouts;
import io.skerry.bench.site.Site;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.manifest.Content;
import io.skerry.protocol.manifest.ModelContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Every theft and forgery is refused with its reason, and what runs goes on. */
record TamperStep(
    Site site, Thief thief, Path picture, CompletableFuture<List<String>> firstContact) {
  private static final String FASHION = "vision/fashion-classifier@1.0.0";
  private static final String DOOR = "pipelines/door@1.1.0";

  String run() throws IOException {
    List<String> refused = new ArrayList<>();
    refused.addAll(firstContact.join());
    publishMore();
    refused.addAll(flippedBytes());
    refused.add(
        "under the floor: "
            + thief.expectAssignmentRefused(
                Map.of("config/shop", "config/shop@1.0.0"), Map.of(), "FLOOR"));
    refused.add(
        "lower assignment: "
            + thief.expectRefusal(thief::replayAssignment, "ROLLBACK", "assignment"));
    refused.add(
        "replayed timestamp: "
            + thief.expectRefusal(thief::replayTimestamp, "ROLLBACK", "timestamp"));
    refused.add(
        "wrong signer: " + thief.expectRefusal(thief::forgeTargets, "SIGNATURE", "targets"));
    stillAnswers();
    // The device has seen the thief's timestamp: the next genuine one must be newer.
    site.controller().client().post("repository/timestamp", Json.object());
    return String.join("; ", refused);
  }

  private void publishMore() throws IOException {
    Publisher publisher = site.publisher();
    publisher.prove("fashion-classifier");
    publisher.pack(site.home().file("examples/pipelines/door"), "door-1.1", "--version", "1.1.0");
    publisher.signAll(List.of("fashion-classifier", "door-1.1"));
    publisher.floor("config/shop", "2.0.0");
    site.publish();
  }

  private List<String> flippedBytes() throws IOException {
    Publisher publisher = site.publisher();
    Content fashion = publisher.manifest("fashion-classifier").content();
    Path model = stored(((ModelContent) fashion).variants().getFirst().blob().sha256());
    Path door = stored(Sha256.of(publisher.manifest("door-1.1").toBytes()));
    flip(model);
    flip(door);
    Rollouts rollouts = new Rollouts(site.controller().client());
    List<String> started =
        List.of(rollouts.start(FASHION, "lane", "1"), rollouts.start(DOOR, "lane", "1"));
    String flipped = rollouts.stopped(started.get(0), "sha256");
    String changed = rollouts.stopped(started.get(1), "sha256");
    stillAnswers();
    flip(model);
    flip(door);
    return List.of("flipped byte in a blob: " + flipped, "changed manifest: " + changed);
  }

  private void stillAnswers() {
    for (Agent agent : site.agents()) {
      String model = agent.client().predict(picture).path("model").asText();
      Check.that(
          model.equals("vision/image-classifier@1.0.0"), agent.id() + " answers with " + model);
    }
  }

  private Path stored(Sha256 digest) {
    return site.controller().state().resolve("blobs").resolve(digest.hex());
  }

  private static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }
}
