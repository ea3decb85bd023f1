package io.skerry.agent.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.skerry.agent.model.Examples;
import io.skerry.agent.model.Models;
import io.skerry.agent.pipeline.Origin;
import io.skerry.agent.pipeline.Pipelines;
import io.skerry.agent.release.ReleaseHost;
import io.skerry.agent.release.Releases;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.manifest.Manifest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The HTTP API as callers see it, with real models. */
@Timeout(60)
final class ServerTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Models models = new Models(registry);
  private final Pipelines pipelines =
      new Pipelines(
          Map.of(),
          models,
          new Origin(new FleetId("test"), new DeviceId("cam-1")),
          (pipeline, event) -> {},
          registry);
  private final ReleaseHost host = Releases.host(Examples.loader(), models, pipelines);
  private final HttpClient client = HttpClient.newHttpClient();
  private Server server;

  @BeforeEach
  void start() throws IOException {
    server =
        Server.start(
            new ServeConfig("127.0.0.1", 0, Optional.empty()), models, pipelines, registry);
  }

  @AfterEach
  void close() {
    server.close();
    pipelines.close();
    models.close();
    client.close();
  }

  @Test
  void picturesAreNamedByTheClassifier() throws Exception {
    activate(Examples.images("1.0.0"));
    try (Stream<Path> files = Files.list(Examples.media("pictures"))) {
      List<Path> named =
          files
              .filter(file -> file.toString().endsWith(".jpg"))
              .filter(file -> !file.toString().contains("face-"))
              .sorted()
              .toList();
      assertEquals(9, named.size());
      for (Path file : named) {
        JsonNode answer = json(200, post("/predict", "image", Files.readAllBytes(file)));
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
    activate(Examples.faces("1.0.0"));
    byte[] face = Files.readAllBytes(Examples.media("pictures/face-astronaut.jpg"));
    JsonNode boxes = json(200, post("/predict", "image", face)).get("boxes");
    assertEquals(1, boxes.size());
    assertEquals("face", boxes.get(0).get("label").asText());
    byte[] none = Files.readAllBytes(Examples.media("pictures/noface-coffee.jpg"));
    assertTrue(json(200, post("/predict", "image", none)).get("boxes").isEmpty());
  }

  @Test
  void speechIsSegments() throws Exception {
    activate(Examples.voice("1.0.0"));
    byte[] speech = Files.readAllBytes(Examples.media("speech.wav"));
    JsonNode segments = json(200, post("/predict", "audio", speech)).get("segments");
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
    HttpResponse<String> none = post("/predict", "image", picture);
    json(503, none);
    assertEquals("5", none.headers().firstValue("Retry-After").orElseThrow());
    activate(Examples.faces("1.0.0"));
    activate(Examples.images("1.0.0"));
    json(200, post("/predict", "image", picture)); // a classifier goes first
    assertEquals(2, json(400, post("/predict", "audio", picture)).get("models").size());
    json(404, post("/predict?model=vision/other", "image", picture));
    json(200, post("/predict?model=vision/face-detector", "image", picture));
    json(400, post("/predict", "other", picture));
    json(
        415,
        post(
            "/predict", "image", "GIF89a, not a picture of ours".getBytes(StandardCharsets.UTF_8)));
    byte[] broken = java.util.Arrays.copyOf(picture, 700);
    json(422, post("/predict", "image", broken));
    json(413, post("/predict", "image", new byte[17 << 20]));
    json(415, send(request("/predict").POST(HttpRequest.BodyPublishers.ofString("x"))));
    json(405, send(request("/predict").GET()));
    json(404, send(request("/other").GET()));
  }

  @Test
  void healthStatusAndMetricsTellWhatRuns() throws Exception {
    activate(Examples.images("1.0.0"));
    byte[] picture = Files.readAllBytes(Examples.media("pictures/cat-chelsea.jpg"));
    json(200, post("/predict", "image", picture));
    assertEquals("ok", json(200, send(request("/health").GET())).get("status").asText());
    JsonNode model = json(200, send(request("/status").GET())).get("models").get(0);
    assertEquals("vision/image-classifier@1.0.0", model.get("release").asText());
    assertEquals(1, model.get("inferences").asInt());
    String metrics = send(request("/metrics").GET()).body();
    assertTrue(
        metrics.contains(
            "skerry_inferences_seconds_count{model=\"vision/image-classifier\",version=\"1.0.0\"} 1"),
        metrics);
    assertTrue(
        metrics.contains("skerry_requests_seconds_count{path=\"/predict\",status=\"200\"} 1"),
        metrics);
  }

  private void activate(Manifest manifest) throws Exception {
    try (ReleaseHost.Candidate candidate = host.prepare(manifest, Map.of(), Examples::blob)) {
      candidate.activate();
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String part, byte[] bytes) throws Exception {
    return send(
        request(path)
            .header("Content-Type", "multipart/form-data; boundary=cut")
            .POST(HttpRequest.BodyPublishers.ofByteArray(form(part, bytes))));
  }

  private static byte[] form(String part, byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String head =
        """
        --cut\r
        Content-Disposition: form-data; name="%s"; filename="a"\r
        Content-Type: application/octet-stream\r
        \r
        """;
    out.writeBytes(head.formatted(part).getBytes(StandardCharsets.UTF_8));
    out.writeBytes(bytes);
    out.writeBytes("\r\n--cut--\r\n".getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  private static JsonNode json(int status, HttpResponse<String> response) throws Exception {
    assertEquals(status, response.statusCode(), response.body());
    return Json.read(response.body().getBytes(StandardCharsets.UTF_8), JsonNode.class);
  }
}
