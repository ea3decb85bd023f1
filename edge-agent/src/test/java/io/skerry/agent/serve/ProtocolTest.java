package io.skerry.agent.serve;

import static io.skerry.agent.serve.Caller.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.agent.model.Examples;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The Open Inference Protocol beside the device's own API. */
@Timeout(60)
final class ProtocolTest {
  @Test
  void strangersMayOnlyAskWhetherItLives() throws Exception {
    try (Caller caller = new Caller(Optional.of("a token of 16 characters"))) {
      json(200, caller.get("/v2/health/live"));
      json(200, caller.get("/v2/health/ready"));
      json(401, caller.get("/v2"));
      json(401, caller.get("/v2/models/a"));
      var asked = caller.request("/v2").header("Authorization", "Bearer a token of 16 characters");
      assertEquals("skerry", json(200, caller.send(asked)).get("name").asText());
    }
  }

  @Test
  void activeModelsAnswerTensors() throws Exception {
    try (Caller caller = new Caller(Optional.empty())) {
      caller.activate(Examples.faces("1.0.0"));
      JsonNode model = json(200, caller.get("/v2/models/vision/face-detector"));
      assertEquals("FP32", model.get("inputs").get(0).get("datatype").asText());
      JsonNode shape = model.get("inputs").get(0).get("shape");
      long count = 1;
      for (JsonNode dimension : shape) {
        count *= dimension.asLong();
      }
      String zeros = "0" + ",0".repeat((int) count - 1);
      String request =
          "{\"inputs\":[{\"name\":\"%s\",\"datatype\":\"FP32\",\"shape\":%s,\"data\":[%s]}]}"
              .formatted(model.get("inputs").get(0).get("name").asText(), shape, zeros);
      var infer =
          caller
              .request("/v2/models/vision%2Fface-detector/versions/1.0.0/infer")
              .POST(HttpRequest.BodyPublishers.ofString(request));
      JsonNode answer = json(200, caller.send(infer));
      assertEquals("1.0.0", answer.get("model_version").asText());
      assertEquals(model.get("outputs").size(), answer.get("outputs").size());
      JsonNode stats = json(200, caller.get("/v2/models/stats")).get("model_stats").get(0);
      assertEquals(1, stats.get("inference_count").asInt(), stats.toString());
    }
  }

  @Test
  void requestsAreCounted() throws Exception {
    try (Caller caller = new Caller(Optional.empty())) {
      json(200, caller.get("/v2/"));
      json(404, caller.get("/v2/models/none"));
      json(404, caller.get("/v2x"));
      String metrics = caller.get("/metrics").body();
      assertTrue(
          metrics.contains("skerry_requests_seconds_count{path=\"/v2\",status=\"200\"} 1"),
          metrics);
      assertTrue(
          metrics.contains("skerry_requests_seconds_count{path=\"/v2\",status=\"404\"} 1"),
          metrics);
    }
  }

  @Test
  void whatIsNoRequestIsAnsweredToo() throws Exception {
    try (Caller caller = new Caller(Optional.empty())) {
      assertTrue(raw(caller, "nonsense\r\n\r\n").startsWith("HTTP/1.0 400 "));
      String line = "GET /v2?" + "x".repeat(5000) + " HTTP/1.1\r\n\r\n";
      assertTrue(raw(caller, line).startsWith("HTTP/1.0 414 "));
      String header = "GET /v2 HTTP/1.1\r\nX: " + "x".repeat(10_000) + "\r\n\r\n";
      String answer = raw(caller, header);
      assertTrue(answer.startsWith("HTTP/1.1 431 "), answer);
      assertTrue(answer.contains("{\"error\":"), answer);
      json(200, caller.get("/v2"));
    }
  }

  private static String raw(Caller caller, String request) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), caller.server.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
