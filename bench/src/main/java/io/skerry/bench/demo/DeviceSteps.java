package io.skerry.bench.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.bench.site.Agent;
import io.skerry.bench.site.Check;
import io.skerry.bench.site.Rollouts;
import io.skerry.bench.site.Site;
import io.skerry.protocol.id.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Two devices that enrol and take what is rolled out. */
record DeviceSteps(Site site, int agentPort) {
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

  private static String waves(JsonNode rollout) {
    Check.that(rollout.path("waves").size() == 2, "expected two waves: " + rollout);
    return rollout.path("release").asText() + " " + rollout.path("state").asText();
  }

  private String verify() throws IOException {
    int files = 0;
    for (Agent agent : site.agents()) {
      try (var blobs = Files.list(agent.state().resolve("blobs"))) {
        for (Path blob :
            blobs.filter(path -> path.getFileName().toString().length() == 64).toList()) {
          String digest = Sha256.of(Files.readAllBytes(blob)).hex();
          Check.that(digest.equals(blob.getFileName().toString()), blob + " is " + digest);
          files++;
        }
      }
      String timestamp = Files.readString(agent.state().resolve("metadata/timestamp.json"));
      Check.that(timestamp.contains("snapshot.json"), "no verified timestamp on " + agent.id());
    }
    Check.that(files >= 6, "expected at least 6 blobs on two devices, found " + files);
    return files + " files on two devices match the digests that the signed manifests name";
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
