package io.skerry.bench.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.bench.site.Agent;
import io.skerry.bench.site.Check;
import io.skerry.bench.site.Rollouts;
import io.skerry.bench.site.Site;
import io.skerry.protocol.id.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Two devices that enrol and take what is rolled out. */
record DeviceSteps(Site site, int agentPort) {
  private static final int PROBATION_MS = 1000;
  private static final List<String> MODELS =
      List.of("vision/image-classifier", "vision/face-detector", "audio/voice-activity");

  void run(Report report) {
    report.step("enrol", this::enrol);
    report.step("rollout", this::rollout);
    report.step("verify", this::verify);
    report.step("prove-on-device", this::proveOnDevice);
    report.step("activate", this::activate);
  }

  private String enrol() {
    site.enrol(agentPort);
    return site.agents().stream()
        .map(agent -> agent.id() + " at " + agent.url())
        .collect(Collectors.joining(", "));
  }

  private String rollout() {
    Rollouts rollouts = new Rollouts(site.controller().client());
    rollouts.succeeded(rollouts.start("config/shop@1.0.0", "site", "shop"));
    List<String> started = new ArrayList<>();
    MODELS.forEach(model -> started.add(rollouts.start(model + "@1.0.0")));
    List<String> told = new ArrayList<>();
    for (String id : started) {
      told.add(waves(rollouts.succeeded(id)));
    }
    for (String pipeline : List.of("door", "hall")) {
      rollouts.succeeded(rollouts.start("pipelines/" + pipeline + "@1.0.0", "site", "shop"));
    }
    return "6 releases; models in two waves: " + String.join("; ", told);
  }

  /** One device in each wave, the second begun when the first had passed its probation. */
  private static String waves(JsonNode rollout) {
    Map<Integer, Instant> started = new TreeMap<>();
    for (JsonNode device : rollout.path("devices")) {
      Check.that("succeeded".equals(device.path("stage").asText()), "not healthy: " + device);
      started.put(device.path("wave").asInt(), Instant.parse(device.path("started").asText()));
    }
    Check.that(started.keySet().equals(Set.of(1, 2)), "expected two waves: " + rollout);
    Check.that(
        started.get(2).isAfter(started.get(1).plusMillis(PROBATION_MS)),
        "wave 2 did not wait for wave 1: " + rollout);
    return rollout.path("release").asText() + " " + rollout.path("state").asText();
  }

  private String verify() throws IOException {
    Set<String> named =
        PublishSteps.SOURCES.keySet().stream()
            .flatMap(name -> site.publisher().manifest(name).content().blobs().stream())
            .map(blob -> blob.sha256().hex())
            .collect(Collectors.toCollection(TreeSet::new));
    for (Agent agent : site.agents()) {
      for (String digest : named) {
        byte[] bytes = Files.readAllBytes(agent.state().resolve("blobs").resolve(digest));
        Check.that(digest.equals(Sha256.of(bytes).hex()), agent.id() + ": " + digest + " differs");
      }
      String timestamp = Files.readString(agent.state().resolve("metadata/timestamp.json"));
      Check.that(timestamp.contains("snapshot.json"), "no verified timestamp on " + agent.id());
    }
    return named.size() + " blobs that the signed manifests name lie whole on both devices";
  }

  private String proveOnDevice() {
    List<String> seen = new ArrayList<>();
    for (Agent agent : site.agents()) {
      for (JsonNode release : releases(agent)) {
        if (MODELS.stream().anyMatch(release.path("release").asText()::startsWith)) {
          String detail = release.path("detail").asText();
          Check.that(detail.contains("golden"), "no golden samples ran: " + release);
          seen.add(agent.id() + " " + release.path("release").asText() + ": " + detail);
        }
      }
    }
    Check.that(seen.size() == 6, "expected 6 proofs, saw " + seen);
    return String.join("; ", seen);
  }

  private String activate() {
    for (Agent agent : site.agents()) {
      List<JsonNode> releases = releases(agent);
      Check.that(releases.size() == 6, "expected 6 releases on " + agent.id() + ": " + releases);
      for (JsonNode release : releases) {
        Check.that("healthy".equals(release.path("phase").asText()), agent.id() + ": " + release);
      }
    }
    return "6 releases healthy on each of two devices";
  }

  private List<JsonNode> releases(Agent agent) {
    JsonNode device = site.controller().client().device(agent.id());
    return StreamSupport.stream(device.path("reported").path("releases").spliterator(), false)
        .toList();
  }
}
