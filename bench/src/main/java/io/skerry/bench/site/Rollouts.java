package io.skerry.bench.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.bench.client.ControllerClient;
import io.skerry.protocol.json.Json;
import java.time.Duration;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Starts rollouts and waits for their end. */
public record Rollouts(ControllerClient client) {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Set<String> ENDED = Set.of("succeeded", "stopped", "cancelled");

  /** To all devices, the first one alone in the first wave. */
  public String start(String release) {
    ObjectNode body = body(release, "site", "shop");
    body.withArray("waves").addObject().put("count", 1);
    body.withArray("waves").addObject().put("percent", 100);
    return client.post("rollouts", body).get("id").asText();
  }

  /** To the devices with one label, at once. */
  public String start(String release, String label, String value) {
    ObjectNode body = body(release, label, value);
    body.withArray("waves").addObject().put("percent", 100);
    return client.post("rollouts", body).get("id").asText();
  }

  /** Waits for the end and answers the rollout. */
  public JsonNode ended(String id) {
    return client.await("rollouts/" + id, LIMIT, it -> ENDED.contains(it.get("state").asText()));
  }

  /** Waits for success. */
  public JsonNode succeeded(String id) {
    JsonNode rollout = ended(id);
    Check.that("succeeded".equals(rollout.get("state").asText()), "rollout: " + rollout);
    return rollout;
  }

  /** Waits until it has stopped because a device failed, and answers that device's reason. */
  public String stopped(String id, String expected) {
    JsonNode rollout = ended(id);
    Check.that("stopped".equals(rollout.get("state").asText()), "expected a stop: " + rollout);
    return StreamSupport.stream(rollout.path("devices").spliterator(), false)
        .filter(device -> "failed".equals(device.path("stage").asText()))
        .map(device -> device.path("reason").asText())
        .filter(reason -> reason.contains(expected))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("no failure over " + expected + ": " + rollout));
  }

  private static ObjectNode body(String release, String label, String value) {
    ObjectNode body = Json.object().put("release", release).put("deadlineS", 60);
    body.putObject("selector").put(label, value);
    return body;
  }
}
