package io.skerry.agent.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.skerry.agent.engine.SessionOptions;
import io.skerry.agent.engine.WatchedEngine;
import io.skerry.agent.model.Examples;
import io.skerry.agent.model.ModelLoader;
import io.skerry.agent.model.Models;
import io.skerry.agent.model.Residency;
import io.skerry.agent.model.ResidencyLimits;
import io.skerry.agent.model.RunOptions;
import io.skerry.agent.oip.OipLimits;
import io.skerry.agent.oip.Protocol;
import io.skerry.agent.pipeline.Origin;
import io.skerry.agent.pipeline.Pipelines;
import io.skerry.agent.release.ReleaseHost;
import io.skerry.agent.release.Releases;
import io.skerry.agent.schedule.Limits;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.Variant.EngineKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A running server and somebody who calls it. */
final class Caller implements AutoCloseable {
  final WatchedEngine engine = new WatchedEngine();
  final Server server;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Residency residency = new Residency(ResidencyLimits.forThisMachine(), registry);
  final Models models = new Models(registry);
  private final Pipelines pipelines =
      new Pipelines(
          Map.of(),
          models,
          new Origin(new FleetId("test"), new DeviceId("cam-1")),
          (pipeline, event) -> {},
          registry);
  private final ReleaseHost host;
  private final HttpClient client = HttpClient.newHttpClient();

  Caller(Optional<String> token) throws IOException {
    this(token, OipLimits.usual());
  }

  Caller(Optional<String> token, OipLimits limits) throws IOException {
    this(new ServeConfig("127.0.0.1", 0, token), limits);
  }

  Caller(ServeConfig config, OipLimits limits) throws IOException {
    this(config, limits, Limits.forThisMachine());
  }

  /** One whose models run within these limits. */
  Caller(Limits limits) throws IOException {
    this(new ServeConfig("127.0.0.1", 0, Optional.empty()), OipLimits.usual(), limits);
  }

  private Caller(ServeConfig config, OipLimits limits, Limits runs) throws IOException {
    host =
        Releases.host(
            new ModelLoader(
                Map.of(EngineKind.ONNXRUNTIME, engine),
                new RunOptions(new SessionOptions(1), runs),
                residency,
                Examples.TOKENIZERS),
            models,
            pipelines);
    server =
        Server.start(
            config.withGrpc(Optional.of(0)).withMetrics(Optional.of(0)),
            Serving.releases(models, pipelines, Protocol.of(models.catalogue(), limits, "0.1")),
            registry);
  }

  void activate(Manifest manifest) throws Exception {
    try (ReleaseHost.Candidate candidate =
        host.prepare(manifest, Optional.empty(), Map.of(), Examples::blob)) {
      candidate.activate();
    }
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> later(HttpRequest.Builder request) {
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Asks the port for metrics. */
  HttpResponse<String> metrics(String path, String method, String token) throws Exception {
    return send(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.metricsPort().orElseThrow() + path))
            .header("Authorization", "Bearer " + token)
            .method(method, HttpRequest.BodyPublishers.noBody()));
  }

  HttpResponse<String> get(String path) throws Exception {
    return send(request(path).GET());
  }

  HttpResponse<String> post(String path, String part, byte[] bytes) throws Exception {
    return send(form(path, part, bytes));
  }

  HttpRequest.Builder form(String path, String part, byte[] bytes) {
    String head =
        """
        --cut\r
        Content-Disposition: form-data; name="%s"; filename="a"\r
        Content-Type: application/octet-stream\r
        \r
        """;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head.formatted(part).getBytes(StandardCharsets.UTF_8));
    out.writeBytes(bytes);
    out.writeBytes("\r\n--cut--\r\n".getBytes(StandardCharsets.UTF_8));
    return request(path)
        .header("Content-Type", "multipart/form-data; boundary=cut")
        .POST(HttpRequest.BodyPublishers.ofByteArray(out.toByteArray()));
  }

  /** The answer as JSON, if it has this status. */
  static JsonNode json(int status, HttpResponse<String> response) throws Exception {
    assertEquals(status, response.statusCode(), response.body());
    return Json.read(response.body().getBytes(StandardCharsets.UTF_8), JsonNode.class);
  }

  @Override
  public void close() {
    client.close();
    server.close();
    pipelines.close();
    models.close();
    residency.close();
  }
}
