package io.skerry.bench.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.skerry.protocol.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** The controller's HTTP API, as an operator's script would use it. Thread-safe. */
public final class ControllerClient implements AutoCloseable {
  private static final long POLL_MS = 200;

  private final Http http;

  /** Talks to {@code url} with the token in the controller's state folder. */
  public ControllerClient(URI url, Path state) {
    try {
      String token = Files.readString(state.resolve("admin-token")).strip();
      this.http = new Http(url, "Bearer " + token, Tls.trusting(state.resolve("authority.pem")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Calls {@code /api/v1/…} and expects success. */
  public JsonNode call(String method, String path, JsonNode body) {
    Http.Answer answer = http.json(method, "/api/v1/" + path, body);
    if (answer.status() >= 300) {
      throw new IllegalStateException(
          method + " " + path + ": " + answer.status() + " " + answer.body());
    }
    return answer.body();
  }

  /** GET. */
  public JsonNode get(String path) {
    return call("GET", path, MissingNode.getInstance());
  }

  /** POST. */
  public JsonNode post(String path, JsonNode body) {
    return call("POST", path, body);
  }

  /** A token for one device, whose labels it binds. */
  public String enrolmentToken(String device, Map<String, String> labels) {
    var body = Json.object().put("device", device).put("ttlS", 600);
    body.set("labels", Json.tree(labels));
    return post("enrolment-tokens", body).get("token").asText();
  }

  /** One device. */
  public JsonNode device(String id) {
    return get("devices/" + id);
  }

  /** Its newest results, newest first. */
  public List<JsonNode> results(String device, int limit) {
    JsonNode answer = get("devices/" + device + "/results?limit=" + limit);
    JsonNode items = answer.isArray() ? answer : answer.get("items");
    return StreamSupport.stream(items.spliterator(), false).toList();
  }

  /** Polls until it holds. */
  public JsonNode await(String path, Duration limit, Predicate<JsonNode> holds) {
    Instant end = Instant.now().plus(limit);
    JsonNode answer = get(path);
    while (!holds.test(answer)) {
      if (Instant.now().isAfter(end)) {
        throw new IllegalStateException(
            "not within " + limit.toSeconds() + " s: " + path + " is " + answer);
      }
      Pause.ms(POLL_MS);
      answer = get(path);
    }
    return answer;
  }

  @Override
  public void close() {
    http.close();
  }
}
