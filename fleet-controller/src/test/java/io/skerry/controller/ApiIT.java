package io.skerry.controller;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.controller.TestController.Answer;
import io.skerry.controller.TestDevice.Fate;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.Event;
import io.skerry.protocol.message.Result;
import io.skerry.protocol.message.Telemetry;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The API through its real HTTPS server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ApiIT {
  @TempDir static Path folder;
  private TestController controller;
  private TestDevice door;

  @BeforeAll
  void start() throws Exception {
    controller = new TestController(folder.resolve("state"));
    door = new TestDevice(controller, "door", controller.enrol("door", "{}"), Fate.HEALTHY);
  }

  @AfterAll
  void stop() throws Exception {
    door.close();
    controller.close();
  }

  private void requireProblem(int status, Answer answer) throws Exception {
    assertEquals(status, answer.status(), answer.response().body());
    assertEquals("application/problem+json", answer.header("Content-Type"));
    JsonNode problem = answer.json();
    assertEquals(status, problem.path("status").asInt());
    assertFalse(problem.path("detail").asText().isEmpty());
    assertEquals("urn:request:" + answer.header("X-Request-Id"), problem.path("instance").asText());
  }

  @Test
  void wantsATokenForAllButHealth() throws Exception {
    assertEquals(200, controller.send(controller.bare("/health")).status());
    await()
        .until(() -> controller.send(controller.bare("/health")).json().path("linked").asBoolean());
    for (String path :
        List.of(
            "/metrics",
            "/nothing",
            "/api/v1/devices",
            "/api/v1/events",
            "/api/v1/audit",
            "/api/v1/releases",
            "/api/v1/rollouts",
            "/api/v1/openapi.yaml")) {
      Answer answer = controller.send(controller.bare(path));
      requireProblem(401, answer);
      assertEquals("Bearer realm=\"skerry\"", answer.header("WWW-Authenticate"));
    }
    requireProblem(
        401,
        controller.send(
            controller.bare("/api/v1/devices").header("Authorization", "Bearer wrong")));
  }

  @Test
  void answersEveryRefusalAsAProblem() throws Exception {
    requireProblem(404, controller.get("/nothing"));
    requireProblem(404, controller.get("/api/v1/devices/nobody"));
    requireProblem(404, controller.get("/api/v1/devices/NO-ID"));
    requireProblem(404, controller.get("/api/v1/releases/vision/none@1.0.0"));
    requireProblem(400, controller.get("/api/v1/audit?limit=0"));
    requireProblem(400, controller.get("/api/v1/events?types=weather"));
    Answer noSuchMethod = controller.send(controller.request("/api/v1/rollouts").DELETE());
    requireProblem(405, noSuchMethod);
    assertEquals("GET, POST", noSuchMethod.header("Allow"));
    requireProblem(413, controller.post("/api/v1/rollouts", " ".repeat(2 << 20)));
    requireProblem(
        415,
        controller.send(
            controller
                .request("/api/v1/rollouts")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))));
  }

  @Test
  void namesTheFieldAndThePlaceOfAFault() throws Exception {
    requireFault("", "line 1", "{\"release\":");
    requireFault("/successPercent", "expected a whole number", body("\"successPercent\":\"most\""));
    requireFault("/successPercent", "expected a whole number", body("\"successPercent\":99.5"));
    requireFault("/sucessPercent", "not known", body("\"sucessPercent\":1"));
    requireFault("/waves/0", "either count or percent", body("\"waves\":[{}]"));
    requireFault("/waves/0/count", "expected a whole number", body("\"waves\":[{\"count\":[]}]"));
    requireFault("/selector", "missing", "{\"release\":\"a/b@1.0.0\"}");
    requireFault("/release", "three numbers", "{\"release\":\"a/b@1\",\"selector\":{}}");
  }

  private static String body(String field) {
    return "{\"release\":\"a/b@1.0.0\",\"selector\":{}," + field + "}";
  }

  private void requireFault(String pointer, String fault, String body) throws Exception {
    Answer answer = controller.post("/api/v1/rollouts", body);
    assertTrue(answer.status() == 400 || answer.status() == 422, answer.response().body());
    requireProblem(answer.status(), answer);
    JsonNode error = answer.json().at("/errors/0");
    assertEquals(pointer, error.path("pointer").asText(), answer.response().body());
    assertTrue(error.path("detail").asText().contains(fault), answer.response().body());
  }

  @Test
  void sendsSecurityHeadersAndTheCallersRequestId() throws Exception {
    Answer answer = controller.send(controller.request("/health").header("X-Request-Id", "mine-1"));
    assertEquals("mine-1", answer.header("X-Request-Id"));
    assertEquals("nosniff", answer.header("X-Content-Type-Options"));
    assertEquals("no-store", answer.header("Cache-Control"));
    assertTrue(answer.header("Content-Security-Policy").startsWith("default-src 'none'"));
    Answer hostile = controller.send(controller.request("/health").header("X-Request-Id", "<b>"));
    assertFalse(hostile.header("X-Request-Id").contains("<"));
  }

  @Test
  void changesLabelsByMergeAndWritesItDown() throws Exception {
    controller.enrol("lab", "{\"site\":\"shop\",\"floor\":\"1\"}");
    Answer answer =
        controller.send(
            controller
                .request("/api/v1/devices/lab")
                .header("Content-Type", "application/merge-patch+json")
                .method(
                    "PATCH",
                    HttpRequest.BodyPublishers.ofString(
                        "{\"labels\":{\"floor\":null,\"room\":\"a b\"}}")));
    assertEquals(200, answer.status(), answer.response().body());
    assertEquals("{\"room\":\"a b\",\"site\":\"shop\"}", answer.json().path("labels").toString());
    JsonNode line = audit("device.label");
    assertEquals("admin", line.path("who").asText());
    assertEquals("lab", line.path("subject").asText());
    assertEquals(64, line.path("hash").asText().length());
  }

  private JsonNode audit(String action) throws Exception {
    for (JsonNode line : controller.get("/api/v1/audit?limit=50").json()) {
      if (line.path("action").asText().equals(action)) {
        return line;
      }
    }
    throw new AssertionError("no audit line " + action);
  }

  @Test
  void keepsAResultOnceAndShowsTheNewestFirst() throws Exception {
    send("1");
    send("2");
    send("2");
    send("3");
    await().until(() -> controller.get("/api/v1/devices/door/results").json().size(), n -> n == 3);
    JsonNode newest = controller.get("/api/v1/devices/door/results?limit=1").json();
    assertEquals("3", newest.at("/0/id").asText());
    assertEquals("skerry.activity", newest.at("/0/type").asText());
    door.publish("telemetry", Json.write(new Telemetry(Instant.now(), Map.of("rssBytes", 1.0))));
    await()
        .until(
            () -> controller.get("/api/v1/devices/door").json().at("/telemetry/figures/rssBytes"),
            figure -> figure.asInt() == 1);
  }

  private void send(String id) throws Exception {
    Event event =
        Event.of(
            id,
            "/fleets/test/devices/door/pipelines/voice",
            "audio/vad@1.0.0",
            Instant.now(),
            new Result.Activity(true, 0, 0, 0.5f));
    door.publish("events/voice", Json.write(event));
  }

  @Test
  void resumesEventsAfterTheLastOneSeen() throws Exception {
    controller.enrol("seen", "{}");
    String first;
    try (Stream<String> lines = events("audit", "")) {
      Iterator<String> stream = lines.iterator();
      awaitLine(stream, ": skerry");
      label("seen", "a");
      first = awaitLine(stream, "id: ").substring(4);
      assertTrue(awaitLine(stream, "data: ").contains("device.label"));
    }
    label("seen", "b");
    label("seen", "c");
    try (Stream<String> lines = events("audit", first)) {
      Iterator<String> stream = lines.iterator();
      assertTrue(awaitLine(stream, "data: ").contains("x=b"));
      assertTrue(awaitLine(stream, "data: ").contains("x=c"));
    }
  }

  private void label(String device, String value) throws Exception {
    Answer answer =
        controller.send(
            controller
                .request("/api/v1/devices/" + device)
                .header("Content-Type", "application/json")
                .method(
                    "PATCH",
                    HttpRequest.BodyPublishers.ofString("{\"labels\":{\"x\":\"" + value + "\"}}")));
    assertEquals(200, answer.status());
  }

  private Stream<String> events(String types, String lastId) throws Exception {
    HttpRequest.Builder request = controller.request("/api/v1/events?types=" + types);
    if (!lastId.isEmpty()) {
      request.header("Last-Event-ID", lastId);
    }
    return controller.client().send(request.build(), HttpResponse.BodyHandlers.ofLines()).body();
  }

  private static String awaitLine(Iterator<String> lines, String prefix) {
    while (lines.hasNext()) {
      String line = lines.next();
      if (line.startsWith(prefix)) {
        return line;
      }
    }
    throw new AssertionError("the stream ended before " + prefix);
  }

  @Test
  void knowsWhoIsOnline() throws Exception {
    TestDevice gone =
        new TestDevice(controller, "gone", controller.enrol("gone", "{}"), Fate.SILENT);
    await().until(() -> controller.get("/api/v1/devices/gone").json().path("online").asBoolean());
    gone.goOffline();
    await().until(() -> !controller.get("/api/v1/devices/gone").json().path("online").asBoolean());
    gone.close();
  }

  @Test
  void countsCallsByRouteNotByAddress() throws Exception {
    controller.get("/api/v1/devices/door");
    String figures = controller.get("/metrics").response().body();
    assertTrue(figures.contains("route=\"/api/v1/devices/:device\""), figures);
    assertFalse(figures.contains("devices/door"), figures);
  }
}
