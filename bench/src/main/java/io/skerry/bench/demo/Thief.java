package io.skerry.bench.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.bench.site.Controller;
import io.skerry.bench.site.Site;
import io.skerry.protocol.crypto.Ed25519Signer;
import io.skerry.protocol.dsse.Envelope;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.json.Bytes;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.Assignment;
import io.skerry.protocol.message.RepositoryFiles;
import io.skerry.protocol.topic.Topics;
import io.skerry.protocol.trust.TrustException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Somebody who stole everything the controller holds, its certificate and its online keys, and
 * attacks one device through the broker.
 */
final class Thief implements AutoCloseable {
  private static final int MAX_ENVELOPE_BYTES = 512 * 1024;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Site site;
  private final Path keys;
  private final Topics topics = new Topics(new FleetId(Controller.FLEET));
  private final String assignmentTopic;
  private final Broker broker;

  Thief(Site site) {
    this.site = site;
    this.keys = site.controller().state().resolve("keys");
    this.assignmentTopic = topics.in(new DeviceId(site.first().id()), "assignment");
    this.broker =
        new Broker(
            site.controller().mqttPort(),
            site.controller().state().resolve("authority.pem"),
            keys.resolve("controller.pem"),
            keys.resolve("controller.key"));
    broker.listen(assignmentTopic, topics.repositoryCurrent());
  }

  /**
   * Assigns other releases, or other parameters, signed with the stolen key; waits for the refusal,
   * and until the controller has overtaken the forged assignment and all is well again.
   */
  String expectAssignmentRefused(
      Map<String, String> releases, Map<String, Map<String, String>> parameters, String reason) {
    String refused = expectRefusal(() -> assign(releases, parameters), reason, "config/shop");
    site.controller().client().await("devices/" + site.first().id(), LIMIT, Thief::settled);
    return refused;
  }

  private static boolean settled(JsonNode device) {
    Map<String, String> phases =
        StreamSupport.stream(device.at("/reported/releases").spliterator(), false)
            .collect(
                Collectors.toMap(
                    release -> release.path("release").asText(),
                    release -> release.path("phase").asText(),
                    (first, second) -> second));
    return device.path("assignmentVersion").asLong() == device.at("/reported/assignment").asLong()
        && StreamSupport.stream(device.path("desired").spliterator(), false)
            .allMatch(wanted -> "healthy".equals(phases.get(wanted.path("release").asText())));
  }

  private void assign(Map<String, String> releases, Map<String, Map<String, String>> parameters) {
    Assignment now = newestAssignment();
    List<Assignment.Desired> desired = new ArrayList<>();
    for (Assignment.Desired wanted : now.desired()) {
      String model = wanted.release().model().toString();
      String release = releases.getOrDefault(model, wanted.release().toString());
      desired.add(
          new Assignment.Desired(
              ReleaseId.parse(release), parameters.getOrDefault(model, wanted.parameters())));
    }
    Assignment forged =
        new Assignment(
            now.fleet(),
            now.device(),
            now.certificate(),
            now.version() + 1,
            Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS),
            now.expires(),
            desired);
    byte[] payload = Json.write(forged);
    Envelope envelope =
        Envelope.sign(Assignment.PAYLOAD_TYPE, payload, List.of(stolen("assignments")));
    broker.publish(assignmentTopic, envelope.toBytes(), true);
  }

  /** Sends the first assignment again. */
  void replayAssignment() {
    broker.publish(assignmentTopic, broker.heard(assignmentTopic).getFirst(), true);
  }

  /** Sends the first metadata again. */
  void replayTimestamp() {
    broker.publish(
        topics.repositoryCurrent(), broker.heard(topics.repositoryCurrent()).getFirst(), true);
  }

  /** Sends targets that the thief signed, in a consistent repository. */
  void forgeTargets() {
    Map<String, Bytes> files = newestFiles().files();
    Forgery forgery = new Forgery(files, stolen("snapshot"), stolen("timestamp"));
    RepositoryFiles forged = new RepositoryFiles(forgery.files());
    broker.publish(topics.repositoryCurrent(), Json.write(forged), true);
  }

  /** Does something to the device and waits until it reports that it refused it. */
  String expectRefusal(Runnable attack, String reason, String subject) {
    Instant from = Instant.now();
    attack.run();
    JsonNode device =
        site.controller()
            .client()
            .await(
                "devices/" + site.first().id(),
                LIMIT,
                it -> refusal(it, reason, subject, from).isPresent());
    return reason + " (" + refusal(device, reason, subject, from).orElseThrow() + ")";
  }

  @Override
  public void close() {
    broker.close();
  }

  private static Optional<String> refusal(
      JsonNode device, String reason, String subject, Instant from) {
    return StreamSupport.stream(device.path("reported").path("refusals").spliterator(), false)
        .filter(refusal -> reason.equals(refusal.path("reason").asText()))
        .filter(refusal -> refusal.path("subject").asText().contains(subject))
        .filter(refusal -> Instant.parse(refusal.path("time").asText()).isAfter(from))
        .map(refusal -> refusal.path("detail").asText())
        .findFirst();
  }

  private Assignment newestAssignment() {
    try {
      Envelope envelope =
          Envelope.parse(broker.heard(assignmentTopic).getLast(), MAX_ENVELOPE_BYTES);
      return parsed(envelope.payload().toArray(), Assignment.class);
    } catch (TrustException e) {
      throw new IllegalStateException(e);
    }
  }

  private RepositoryFiles newestFiles() {
    return broker.heard(topics.repositoryCurrent()).stream()
        .map(message -> parsed(message, RepositoryFiles.class))
        .max(Comparator.comparingLong(Thief::timestampVersion))
        .orElseThrow();
  }

  private static long timestampVersion(RepositoryFiles files) {
    byte[] timestamp = files.files().get("timestamp.json").toArray();
    return parsed(timestamp, JsonNode.class).at("/signed/version").asLong();
  }

  private static <T> T parsed(byte[] bytes, Class<T> type) {
    try {
      return Json.read(bytes, type);
    } catch (FormatException e) {
      throw new IllegalStateException(e);
    }
  }

  private Ed25519Signer stolen(String key) {
    try {
      String hex = Files.readString(keys.resolve(key + ".key")).strip();
      return Ed25519Signer.fromSeed(HexFormat.of().parseHex(hex));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
