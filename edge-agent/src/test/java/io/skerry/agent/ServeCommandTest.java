package io.skerry.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.skerry.agent.model.Examples;
import io.skerry.agent.serve.ServeConfig;
import io.skerry.agent.serve.Server;
import io.skerry.protocol.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code agent serve}: what it refuses, and what callers get over HTTP. */
@Timeout(60)
final class ServeCommandTest {
  private static final Path IMAGES =
      Examples.TOP.resolve("models/image-classifier/image-classifier.onnx");

  @TempDir private Path folder;

  @Test
  void anEnrolledDeviceServesNoFolder() throws Exception {
    Path state = Files.createDirectories(folder.resolve("state"));
    Files.writeString(state.resolve("enrolment.json"), "{}");
    StringWriter err = new StringWriter();
    String[] command = {"serve", "--models", folder.toString(), "--state", state.toString()};
    int code = Main.execute(command, new PrintWriter(new StringWriter()), new PrintWriter(err));
    assertEquals(Exit.REFUSED, code);
    assertTrue(err.toString().contains("enrolled device"), err.toString());
  }

  @Test
  void whatIsNoFolderIsWrongUse() {
    StringWriter err = new StringWriter();
    String state = folder.resolve("none").toString();
    String[] command = {"serve", "--models", folder + "/none", "--state", state, "--port", "0"};
    int code = Main.execute(command, new PrintWriter(new StringWriter()), new PrintWriter(err));
    assertEquals(Exit.USAGE, code);
    assertTrue(err.toString().contains("expected a folder"), err.toString());
  }

  @Test
  void limitsThatMakeNoSenseAreWrongUse() {
    StringWriter err = new StringWriter();
    String state = folder.resolve("none").toString();
    String[] command = {
      "serve",
      "--models",
      folder.toString(),
      "--state",
      state,
      "--port",
      "0",
      "--max-request-mb",
      "8",
      "--max-held-mb",
      "7"
    };
    int code = Main.execute(command, new PrintWriter(new StringWriter()), new PrintWriter(err));
    assertEquals(Exit.USAGE, code);
    String why = "api.maxHeldMb: expected at least api.maxRequestMb, which is 8, got 7";
    assertTrue(err.toString().contains(why), err.toString());
  }

  @Test
  void aModelOfTheFolderAnswersOverHttpWithAWarning() throws Exception {
    Files.copy(IMAGES, Files.createDirectories(folder.resolve("Images.1")).resolve("model.onnx"));
    Files.createDirectories(folder.resolve("broken"));
    Files.write(folder.resolve("broken/model.onnx"), new byte[100]);
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    AgentConfig settings =
        ConfigReader.read(Optional.empty(), Map.of("SKERRY_AGENT_MEMORY__BUDGETMB", "500"));
    ServeConfig config = new ServeConfig("127.0.0.1", 0, Optional.empty());
    try (Standalone standalone = Standalone.open(folder, settings, registry);
        Server server = Server.start(config, standalone.serving(), registry);
        HttpClient client = HttpClient.newHttpClient()) {
      String url = "http://127.0.0.1:" + server.port();
      HttpResponse<String> answer = post(client, url + "/v2/models/Images.1/infer");
      assertEquals(200, answer.statusCode(), answer.body());
      assertEquals(
          "unsigned models, for development only",
          answer.headers().firstValue("Skerry-Warning").orElseThrow());
      JsonNode output = json(answer).get("outputs").get(0);
      assertEquals("logits", output.get("name").asText());
      assertEquals(10, output.get("data").size());
      assertEquals(503, post(client, url + "/v2/models/broken/infer").statusCode());
      assertEquals(404, post(client, url + "/v2/models/none/infer").statusCode());
      HttpRequest status = HttpRequest.newBuilder(URI.create(url + "/status")).build();
      JsonNode told = json(client.send(status, HttpResponse.BodyHandlers.ofString()));
      assertEquals("unsigned models, for development only", told.get("warning").asText());
      assertTrue(registry.scrape().contains("skerry_memory_used_bytes"), registry.scrape());
    }
  }

  private static HttpResponse<String> post(HttpClient client, String url) throws Exception {
    String zeros = String.join(",", Collections.nCopies(3 * 32 * 32, "0"));
    String body =
        "{\"inputs\":[{\"name\":\"image\",\"datatype\":\"FP32\",\"shape\":[1,3,32,32],\"data\":[%s]}]}"
            .formatted(zeros);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    return Json.read(answer.body().getBytes(StandardCharsets.UTF_8), JsonNode.class);
  }
}
