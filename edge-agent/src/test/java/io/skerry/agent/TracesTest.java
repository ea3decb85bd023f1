package io.skerry.agent;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inference.GRPCInferenceServiceGrpc;
import inference.InferTensorContents;
import inference.ModelInferRequest;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.skerry.agent.model.Examples;
import io.skerry.agent.serve.ServeConfig;
import io.skerry.agent.serve.Server;
import io.skerry.agent.trace.Collector;
import io.skerry.agent.trace.Tracing;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Traces from a caller's {@code traceparent} to a collector, through the real server. */
@Timeout(60)
final class TracesTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final String SAMPLED = "00-" + TRACE + "-" + PARENT + "-01";
  private static final String UNSAMPLED = "00-" + TRACE + "-" + PARENT + "-00";
  private static final String ROUTE = "POST /v2/models/{model}/infer";
  private static final String RPC = "inference.GRPCInferenceService/ModelInfer";

  @TempDir private Path folder;

  @Test
  void aRequestOverHttpIsASpanOfItsCallerWithTwoOfItsOwn() throws Exception {
    try (Collector collector = new Collector(false)) {
      Map<String, String> environment = environment(collector.url());
      environment.put("OTEL_SERVICE_NAME", "door");
      environment.put("OTEL_RESOURCE_ATTRIBUTES", "site=north");
      try (Running running = new Running(environment)) {
        assertEquals(200, running.infer(SAMPLED, 32));
        await().until(() -> collector.spans.size() == 3);
      }
      assertRun(collector, ROUTE);
      Collector.Span server = collector.named(ROUTE);
      assertEquals("[200]", server.attributes().get("http.response.status_code"));
      assertEquals("/v2/models/images/infer", server.attributes().get("url.path"));
      assertEquals("door", server.resource().get("service.name"));
      assertEquals("north", server.resource().get("site"));
    }
  }

  @Test
  void aCallOverGrpcIsTracedLikewise() throws Exception {
    try (Collector collector = new Collector(false)) {
      try (Running running = new Running(environment(collector.url()))) {
        running.call("images", SAMPLED);
        await().until(() -> collector.spans.size() == 3);
      }
      assertRun(collector, RPC);
      assertEquals("grpc", collector.named(RPC).attributes().get("rpc.system.name"));
      assertEquals("skerry-agent", collector.named(RPC).resource().get("service.name"));
    }
  }

  private static void assertRun(Collector collector, String name) {
    Collector.Span server = collector.named(name);
    assertEquals(TRACE, server.trace());
    assertEquals(PARENT, server.parent());
    Collector.Span queue = collector.named("queue");
    Collector.Span compute = collector.named("compute");
    for (Collector.Span child : List.of(queue, compute)) {
      assertEquals(TRACE, child.trace());
      assertEquals(server.id(), child.parent());
      assertEquals("images", child.attributes().get("skerry.model"));
      assertEquals("1", child.attributes().get("skerry.version"));
      assertEquals("[1]", child.attributes().get("skerry.batch_items"));
      assertEquals("answered", child.attributes().get("skerry.outcome"));
      assertEquals(0, child.status());
    }
    assertTrue(server.start() <= queue.start(), collector.spans::toString);
    assertTrue(queue.start() <= queue.end(), collector.spans::toString);
    assertTrue(queue.end() <= compute.start(), collector.spans::toString);
    assertTrue(compute.start() < compute.end(), collector.spans::toString);
    assertTrue(compute.end() <= server.end(), collector.spans::toString);
    long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    assertTrue(now - server.start() < TimeUnit.MINUTES.toNanos(1), collector.spans::toString);
  }

  @Test
  void aRequestThatDidNotRunSaysWhy() throws Exception {
    try (Collector collector = new Collector(false)) {
      try (Running running = new Running(environment(collector.url()))) {
        assertEquals(400, running.infer(SAMPLED, 1));
        await().until(() -> collector.spans.size() == 2);
      }
      Collector.Span queue = collector.named("queue");
      assertEquals("invalid", queue.attributes().get("skerry.outcome"));
      assertEquals(2, queue.status());
      assertEquals("[400]", collector.named(ROUTE).attributes().get("http.response.status_code"));
    }
  }

  @Test
  void whatIsNotSampledIsNotSent() throws Exception {
    try (Collector collector = new Collector(false)) {
      Map<String, String> environment = environment(collector.url());
      environment.put("OTEL_TRACES_SAMPLER", "parentbased_traceidratio");
      environment.put("OTEL_TRACES_SAMPLER_ARG", "0");
      try (Running running = new Running(environment)) {
        for (int i = 0; i < 20; i++) {
          assertEquals(200, running.infer(UNSAMPLED, 32));
          assertEquals(200, running.get("/v2"));
        }
      }
      assertEquals(List.of(), collector.spans);
    }
  }

  @Test
  void probesAreTracedOnlyForThoseWhoTrace() throws Exception {
    try (Collector collector = new Collector(false)) {
      try (Running running = new Running(environment(collector.url()))) {
        assertEquals(200, running.get("/metrics"));
        assertEquals(200, running.get("/v2/health/live"));
        assertEquals(200, running.get("/health", SAMPLED));
      }
      assertEquals(1, collector.spans.size(), collector.spans::toString);
      assertEquals(PARENT, collector.named("GET /health").parent());
    }
  }

  @Test
  void aRefusedCallTellsItsStatus() throws Exception {
    try (Collector collector = new Collector(false)) {
      try (Running running = new Running(environment(collector.url()))) {
        assertThrows(StatusRuntimeException.class, () -> running.call("none", SAMPLED));
        await().until(() -> collector.spans.size() == 1);
      }
      assertEquals("5", collector.named(RPC).attributes().get("rpc.response.status_code"));
    }
  }

  @Test
  void aCollectorThatIsNotThereFailsNoRequest() throws Exception {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = socket.getLocalPort();
    }
    try (Running running = new Running(environment("http://127.0.0.1:" + nobody))) {
      for (int i = 0; i < 200; i++) {
        assertEquals(200, running.get("/v2"));
      }
      assertEquals(200, running.infer(SAMPLED, 32));
    }
  }

  @Test
  void aCollectorThatHangsHoldsUpNothingAndFewSpansWait() throws Exception {
    int requests = 6000;
    try (Collector collector = new Collector(true)) {
      try (Running running = new Running(environment(collector.url()))) {
        for (int i = 0; i < requests; i++) {
          assertEquals(200, running.get("/v2"));
        }
        collector.open();
        await().until(() -> collector.spans.size() >= 2048);
      }
      assertTrue(collector.spans.size() < requests, () -> collector.spans.size() + " spans");
    }
  }

  private static Map<String, String> environment(String url) {
    return new HashMap<>(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", url));
  }

  /** {@code agent serve} with a model, and its callers. */
  private final class Running implements AutoCloseable {
    private final Tracing tracing;
    private final Standalone standalone;
    private final Server server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ManagedChannel channel;

    Running(Map<String, String> environment) throws Exception {
      Path model = Files.createDirectories(folder.resolve("images")).resolve("model.onnx");
      Files.copy(Examples.TOP.resolve("models/image-classifier/image-classifier.onnx"), model);
      PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      AgentConfig settings =
          ConfigReader.read(Optional.empty(), Map.of("SKERRY_AGENT_MEMORY__BUDGETMB", "500"));
      tracing = Tracing.of(environment, "9.9");
      standalone = Standalone.open(folder, settings, registry);
      server =
          Server.start(
              new ServeConfig("127.0.0.1", 0, Optional.empty()).withGrpc(Optional.of(0)),
              standalone.serving().traced(tracing),
              registry);
      channel =
          NettyChannelBuilder.forAddress("127.0.0.1", server.grpcPort().orElseThrow())
              .usePlaintext()
              .build();
    }

    int get(String path) throws Exception {
      return send(request(path));
    }

    int get(String path, String traceparent) throws Exception {
      return send(request(path).header("traceparent", traceparent));
    }

    int infer(String traceparent, int width) throws Exception {
      String body =
          "{\"inputs\":[{\"name\":\"image\",\"datatype\":\"FP32\",\"shape\":[1,3,32,%d],\"data\":[%s]}]}"
              .formatted(width, String.join(",", Collections.nCopies(3 * 32 * width, "0")));
      return send(
          request("/v2/models/images/infer")
              .header("traceparent", traceparent)
              .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
      return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private int send(HttpRequest.Builder request) throws Exception {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    void call(String model, String traceparent) {
      Metadata headers = new Metadata();
      headers.put(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), traceparent);
      Channel traced =
          ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
      ModelInferRequest.InferInputTensor image =
          ModelInferRequest.InferInputTensor.newBuilder()
              .setName("image")
              .setDatatype("FP32")
              .addAllShape(List.of(1L, 3L, 32L, 32L))
              .setContents(
                  InferTensorContents.newBuilder()
                      .addAllFp32Contents(Collections.nCopies(3 * 32 * 32, 0f)))
              .build();
      assertEquals(
          "images",
          GRPCInferenceServiceGrpc.newBlockingStub(traced)
              .withDeadlineAfter(30, TimeUnit.SECONDS)
              .modelInfer(
                  ModelInferRequest.newBuilder().setModelName(model).addInputs(image).build())
              .getModelName());
    }

    @Override
    public void close() {
      channel.shutdownNow();
      client.close();
      server.close();
      standalone.close();
      tracing.close();
    }
  }
}
