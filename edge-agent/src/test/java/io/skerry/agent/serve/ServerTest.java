package io.skerry.agent.serve;

import static io.skerry.agent.serve.Caller.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.agent.model.Examples;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The HTTP API as callers see it, with real models. */
@Timeout(60)
final class ServerTest {
  private Caller caller;

  @BeforeEach
  void start() throws IOException {
    caller = new Caller(Optional.empty());
  }

  @AfterEach
  void close() {
    caller.close();
    assertEquals(0, caller.engine.open());
  }

  @Test
  void picturesAreNamedByTheClassifier() throws Exception {
    caller.activate(Examples.images("1.0.0"));
    try (Stream<Path> files = Files.list(Examples.media("pictures"))) {
      List<Path> named =
          files
              .filter(file -> file.toString().endsWith(".jpg"))
              .filter(file -> !file.toString().contains("face-"))
              .sorted()
              .toList();
      assertEquals(9, named.size());
      for (Path file : named) {
        JsonNode answer = json(200, caller.post("/predict", "image", Files.readAllBytes(file)));
        String name = file.getFileName().toString();
        String label = name.substring(0, name.indexOf('-'));
        assertEquals(label, answer.get("label").asText(), file.toString());
        assertEquals(answer.get("score"), answer.get("scores").get(0).get("score"));
        assertEquals(5, answer.get("scores").size());
        assertEquals("vision/image-classifier@1.0.0", answer.get("model").asText());
      }
    }
  }

  @Test
  void facesAreBoxes() throws Exception {
    caller.activate(Examples.faces("1.0.0"));
    byte[] face = Files.readAllBytes(Examples.media("pictures/face-astronaut.jpg"));
    JsonNode boxes = json(200, caller.post("/predict", "image", face)).get("boxes");
    assertEquals(1, boxes.size());
    assertEquals("face", boxes.get(0).get("label").asText());
    byte[] none = Files.readAllBytes(Examples.media("pictures/noface-coffee.jpg"));
    assertTrue(json(200, caller.post("/predict", "image", none)).get("boxes").isEmpty());
  }

  @Test
  void speechIsSegments() throws Exception {
    caller.activate(Examples.voice("1.0.0"));
    byte[] speech = Files.readAllBytes(Examples.media("speech.wav"));
    JsonNode segments = json(200, caller.post("/predict", "audio", speech)).get("segments");
    assertEquals(2, segments.size());
    int[][] truth = {{1024, 4832}, {8160, 11264}};
    for (int i = 0; i < truth.length; i++) {
      assertEquals(truth[i][0], segments.get(i).get("fromMs").asInt(), 96);
      assertEquals(truth[i][1], segments.get(i).get("toMs").asInt(), 96);
    }
  }

  @Test
  void theCallerIsToldWhatIsWrong() throws Exception {
    byte[] picture = Files.readAllBytes(Examples.media("pictures/cat-chelsea.jpg"));
    HttpResponse<String> none = caller.post("/predict", "image", picture);
    json(503, none);
    assertEquals("5", none.headers().firstValue("Retry-After").orElseThrow());
    caller.activate(Examples.faces("1.0.0"));
    caller.activate(Examples.images("1.0.0"));
    json(200, caller.post("/predict", "image", picture)); // a classifier goes first
    assertEquals(2, json(400, caller.post("/predict", "audio", picture)).get("models").size());
    json(404, caller.post("/predict?model=vision/other", "image", picture));
    json(200, caller.post("/predict?model=vision/face-detector", "image", picture));
    json(400, caller.post("/predict", "other", picture));
    json(
        415,
        caller.post(
            "/predict", "image", "GIF89a, not a picture of ours".getBytes(StandardCharsets.UTF_8)));
    byte[] broken = Arrays.copyOf(picture, 700);
    json(422, caller.post("/predict", "image", broken));
    json(413, caller.post("/predict", "image", new byte[17 << 20]));
    json(
        415,
        caller.send(caller.request("/predict").POST(HttpRequest.BodyPublishers.ofString("x"))));
    json(405, caller.get("/predict"));
    json(404, caller.get("/other"));
  }

  @Test
  void healthStatusAndMetricsTellWhatRuns() throws Exception {
    caller.activate(Examples.images("1.0.0"));
    byte[] picture = Files.readAllBytes(Examples.media("pictures/cat-chelsea.jpg"));
    json(200, caller.post("/predict", "image", picture));
    assertEquals("ok", json(200, caller.get("/health")).get("status").asText());
    JsonNode model = json(200, caller.get("/status")).get("models").get(0);
    assertEquals("vision/image-classifier@1.0.0", model.get("release").asText());
    assertEquals(1, model.get("inferences").asInt());
    String metrics = caller.get("/metrics").body();
    assertTrue(
        metrics.contains(
            "skerry_inferences_seconds_count{model=\"vision/image-classifier\",version=\"1.0.0\"} 1"),
        metrics);
    assertTrue(
        metrics.contains("skerry_requests_seconds_count{path=\"/predict\",status=\"200\"} 1"),
        metrics);
  }

  @Test
  void theBuildingOfAnEngineIsToldByStatusAndMetrics() throws Exception {
    caller.activate(Examples.images("1.0.0"));
    String name = "skerry_engine_build_progress";
    assertFalse(json(200, caller.get("/status")).get("models").get(0).has("engine"));
    assertFalse(caller.get("/metrics").body().contains(name));
    caller.engine.making(0.42);
    assertEquals(
        "building 0.42",
        json(200, caller.get("/status")).get("models").get(0).get("engine").asText());
    String metrics = caller.get("/metrics").body();
    assertTrue(metrics.contains("# TYPE " + name + " gauge\n"), metrics);
    assertTrue(
        metrics.contains(name + "{model=\"vision/image-classifier\",version=\"1.0.0\"} 0.42\n"),
        metrics);
  }

  @Test
  void metricsAreOnAPortOfTheirOwnWithTheSameToken() throws Exception {
    String token = "a-token-of-16-chars";
    try (Caller scraped = new Caller(Optional.of(token))) {
      scraped.activate(Examples.images("1.0.0"));
      assertEquals(401, scraped.metrics("/metrics", "GET", "").statusCode());
      assertEquals(404, scraped.metrics("/predict", "GET", token).statusCode());
      assertEquals(405, scraped.metrics("/metrics", "POST", token).statusCode());
      String text = scraped.metrics("/metrics", "GET", token).body();
      String labels = "{model=\"vision/image-classifier\",version=\"1.0.0\"}";
      assertTrue(text.contains("\nnv_inference_request_success" + labels), text);
      assertTrue(text.contains("\n# TYPE skerry_inferences_seconds summary"), text);
      assertEquals(text.lines().count(), text.lines().distinct().count(), "each line once");
    }
  }
}
