package io.skerry.agent;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.skerry.agent.model.Examples;
import io.skerry.agent.model.TextExamples;
import io.skerry.agent.oip.OipLimits;
import io.skerry.agent.pipeline.Origin;
import io.skerry.agent.pipeline.PipelineStatus;
import io.skerry.agent.release.ReleaseHost;
import io.skerry.agent.serve.ServeConfig;
import io.skerry.agent.serve.Server;
import io.skerry.agent.serve.Serving;
import io.skerry.agent.trace.Collector;
import io.skerry.agent.trace.Tracing;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.PipelineContent;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Traces of what models do past the protocols: predictions and frames of pipelines. */
@Timeout(60)
final class DeviceTracesTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final String SAMPLED = "00-" + TRACE + "-" + PARENT + "-01";
  private static final String PREDICT = "POST /predict";

  @TempDir private Path folder;

  @Test
  void aPredictionHasAQueueAndAComputeSpanBelowItsRequest() throws Exception {
    try (Collector collector = new Collector(false)) {
      try (Running running = new Running(environment(collector))) {
        running.activate(Examples.images("1.0.0"));
        byte[] cat = Files.readAllBytes(Examples.media("pictures/cat-chelsea.jpg"));
        assertEquals(200, running.predict("image", cat));
        await().until(() -> collector.spans.size() >= 3);
      }
      assertRun(collector, "vision/image-classifier");
    }
  }

  @Test
  void soHasOneThatIsAnsweredByTheModelsOwnThread() throws Exception {
    Manifest text = TextExamples.translator(1);
    try (Collector collector = new Collector(false)) {
      try (Running running = new Running(environment(collector))) {
        running.activate(text);
        assertEquals(200, running.predict("text", "21".getBytes(StandardCharsets.UTF_8)));
        await().until(() -> collector.spans.size() >= 3);
      }
      assertRun(collector, text.release().model().toString());
    }
  }

  private static void assertRun(Collector collector, String model) {
    assertEquals(3, collector.spans.size(), collector.spans::toString);
    Collector.Span server = collector.named(PREDICT);
    assertEquals(TRACE, server.trace());
    assertEquals(PARENT, server.parent());
    Collector.Span queue = collector.named("queue");
    Collector.Span compute = collector.named("compute");
    for (Collector.Span child : List.of(queue, compute)) {
      assertEquals(server.id(), child.parent());
      assertEquals(model, child.attributes().get("skerry.model"));
      assertTrue(child.attributes().get("skerry.version").startsWith("1.0."), child::toString);
      assertEquals("answered", child.attributes().get("skerry.outcome"));
    }
    assertTrue(server.start() <= queue.start(), collector.spans::toString);
    assertTrue(queue.end() <= compute.start(), collector.spans::toString);
    assertTrue(compute.end() <= server.end(), collector.spans::toString);
  }

  @Test
  void eachFrameOfAPipelineIsATrace() throws Exception {
    try (Collector collector = new Collector(false)) {
      try (Running running = new Running(environment(collector))) {
        running.watchTheDoor();
      }
      List<Collector.Span> frames = named(collector, "frame");
      assertEquals(100, frames.size());
      assertEquals(300, collector.spans.size());
      for (Collector.Span frame : frames) {
        assertEquals("", frame.parent());
        assertEquals("pipelines/door", frame.attributes().get("skerry.pipeline"));
        List<Collector.Span> runs =
            collector.spans.stream().filter(span -> span.parent().equals(frame.id())).toList();
        assertEquals(2, runs.size());
        for (Collector.Span run : runs) {
          assertEquals(frame.trace(), run.trace());
          assertTrue(frame.start() <= run.start() && run.end() <= frame.end(), frame::toString);
        }
      }
    }
  }

  @Test
  void framesThatAreNotSampledAreNotSent() throws Exception {
    try (Collector collector = new Collector(false)) {
      Map<String, String> environment = environment(collector);
      environment.put("OTEL_TRACES_SAMPLER", "always_off");
      try (Running running = new Running(environment)) {
        running.watchTheDoor();
      }
      assertEquals(List.of(), collector.spans);
    }
  }

  private static List<Collector.Span> named(Collector collector, String name) {
    return collector.spans.stream().filter(span -> span.name().equals(name)).toList();
  }

  private static Map<String, String> environment(Collector collector) {
    return new HashMap<>(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url()));
  }

  /** What {@code agent run} runs, without a fleet, and a caller. */
  private final class Running implements AutoCloseable {
    private final Tracing tracing;
    private final Inference inference;
    private final Server server;
    private final HttpClient client = HttpClient.newHttpClient();

    Running(Map<String, String> environment) throws Exception {
      PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      String door = Examples.media("door.mp4").toUri().toString();
      AgentConfig settings =
          ConfigReader.read(Optional.empty(), Map.of("SKERRY_AGENT_SOURCES__DOOR__URI", door));
      tracing = Tracing.of(environment, "9.9");
      inference =
          Inference.of(
              new Observers(registry, tracing),
              settings,
              new Origin(new FleetId("test"), new DeviceId("cam-1")),
              (pipeline, event) -> {},
              folder::resolve);
      server =
          Server.start(
              new ServeConfig("127.0.0.1", 0, Optional.empty()),
              Serving.releases(
                      inference.models(),
                      inference.pipelines(),
                      inference.protocol(OipLimits.usual()))
                  .traced(tracing),
              registry);
    }

    void activate(Manifest manifest) throws Exception {
      try (ReleaseHost.Candidate candidate =
          inference.host().prepare(manifest, Optional.empty(), Map.of(), Examples::blob)) {
        candidate.activate();
      }
    }

    int predict(String part, byte[] bytes) throws Exception {
      String head = "--cut\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"a\"\r\n\r\n";
      ByteArrayOutputStream form = new ByteArrayOutputStream();
      form.writeBytes(head.formatted(part).getBytes(StandardCharsets.US_ASCII));
      form.writeBytes(bytes);
      form.writeBytes("\r\n--cut--\r\n".getBytes(StandardCharsets.US_ASCII));
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/predict"))
              .header("Content-Type", "multipart/form-data; boundary=cut")
              .header("traceparent", SAMPLED)
              .POST(HttpRequest.BodyPublishers.ofByteArray(form.toByteArray()))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    /** Finds faces in a hundred frames, once. */
    void watchTheDoor() throws Exception {
      activate(Examples.faces("1.0.0"));
      activate(
          Examples.manifest(
              "pipelines/door@1.0.0",
              Map.of(),
              new PipelineContent("door", ModelName.parse("vision/face-detector"))));
      await()
          .atMost(Duration.ofSeconds(40))
          .until(
              () -> inference.pipelines().list().getFirst().state() == PipelineStatus.State.ENDED);
      assertEquals(100, inference.pipelines().list().getFirst().frames());
    }

    @Override
    public void close() {
      client.close();
      server.close();
      inference.close();
      tracing.close();
    }
  }
}
