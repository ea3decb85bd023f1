package io.skerry.bench.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.bench.client.Pause;
import io.skerry.bench.process.Home;
import io.skerry.bench.process.Service;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 1,000 malformed and oversized requests to a running agent, while others are served. */
final class HostileIT {
  private static final String INFER = "/v2/models/fashion/infer";
  private static final Set<Integer> CALLERS_FAULT = Set.of(200, 400, 404, 405, 408, 411, 413, 415);
  private static final Set<Integer> GRPC_CALLERS_FAULT = Set.of(0, 3, 5, 8, 12);
  private static final int EACH = 500;

  @TempDir static Path folder;
  private static Service agent;
  private static RawHttp http;
  private static Served served;
  private static long filesBefore;

  @BeforeAll
  static void start() throws IOException {
    Home home = Home.find();
    Path model = Files.createDirectories(folder.resolve("models/fashion"));
    Files.copy(
        home.file("models/fashion-classifier/fashion-classifier.onnx"),
        model.resolve("model.onnx"));
    agent =
        Service.start(
            home,
            "edge-agent",
            folder.resolve("agent.log"),
            List.of(
                "serve",
                "--models",
                model.getParent().toString(),
                "--port",
                "0",
                "--grpc-port",
                "0",
                "--metrics-port",
                "0",
                "--state",
                folder.resolve("none").toString()));
    URI url = URI.create(agent.ready().get("url").asText());
    http = new RawHttp(url.getHost(), url.getPort());
    assertEquals(200, http.post(INFER, "", json()));
    filesBefore = openFiles();
    served = new Served();
    served.start();
  }

  @AfterAll
  static void stop() throws IOException {
    served.end();
    long open = openFiles();
    for (int i = 0; i < 250 && open > filesBefore + 2; i++) {
      Pause.ms(20);
      open = openFiles();
    }
    agent.close();
    assertTrue(open <= filesBefore + 2, "open files: " + filesBefore + " before, " + open + " now");
  }

  private static long openFiles() throws IOException {
    try (var files = Files.list(Path.of("/proc/" + agent.pid() + "/fd"))) {
      return files.count();
    }
  }

  @Test
  void refusesDamagedRestRequestsAndServesOthers() throws IOException {
    Mutations mutations = new Mutations(new Random(3));
    byte[] right = json();
    for (int i = 0; i < EACH; i++) {
      byte[] body = mutations.damage(right);
      String header =
          i % 3 == 0 ? "Inference-Header-Content-Length: " + (i * 7 % 300) + "\r\n" : "";
      int status = http.post(INFER, header, body);
      assertTrue(CALLERS_FAULT.contains(status), "request " + i + ": status " + status);
    }
    assertUnharmed();
  }

  @Test
  void refusesDamagedGrpcMessagesAndServesOthers() throws Exception {
    Mutations mutations = new Mutations(new Random(4));
    byte[] right = GrpcMessages.infer("fashion", "image", 1, 1, 28, 28);
    Vertx vertx = Vertx.vertx();
    HttpClient client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
    try {
      assertEquals(0, grpc(client, GrpcMessages.framed(right)), "the request that was not damaged");
      for (int i = 0; i < EACH; i++) {
        byte[] message = GrpcMessages.framed(mutations.damage(right));
        int status = grpc(client, message);
        assertTrue(GRPC_CALLERS_FAULT.contains(status), "message " + i + ": status " + status);
      }
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
    assertUnharmed();
  }

  @Test
  void refusesOversizedRequestsAtOnce() throws IOException {
    for (String length : List.of("99999999999", "1073741824", "-1", "abc")) {
      try (Socket socket = http.open()) {
        socket
            .getOutputStream()
            .write(
                ("POST " + INFER + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
        int status = RawHttp.status(socket);
        assertTrue(Set.of(0, 400, 413).contains(status), length + ": status " + status);
      }
    }
    assertUnharmed();
  }

  @Test
  void answersOthersWhileSlowCallersHoldConnections() throws IOException {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        slow.add(http.unfinished(INFER, "{\"inputs\":[".getBytes(StandardCharsets.UTF_8)));
        Socket head = http.open();
        head.getOutputStream().write("POST /v2/mod".getBytes(StandardCharsets.ISO_8859_1));
        slow.add(head);
      }
      assertUnharmed();
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void survivesHalfClosedConnections() throws IOException {
    for (int i = 0; i < 50; i++) {
      int status = http.halfClosed(INFER, "{\"inputs\":[".getBytes(StandardCharsets.UTF_8));
      assertTrue(Set.of(0, 400, 408).contains(status), "status " + status);
    }
    assertUnharmed();
  }

  /** The other caller went on, and what was sent is forgotten. */
  private static void assertUnharmed() throws IOException {
    int before = served.answered.get();
    for (int i = 0; i < 500 && served.answered.get() < before + 5; i++) {
      Pause.ms(20);
    }
    assertTrue(served.answered.get() >= before + 5, "nobody else was served");
    assertEquals(List.of(), served.failures);
    assertEquals(200, http.post(INFER, "", json()));
    assertTrue(agent.rssBytes() < 400L << 20, "resident memory " + agent.rssBytes());
  }

  private static int grpc(HttpClient client, byte[] body) throws Exception {
    String[] address = agent.ready().get("grpc").asText().split(":", -1);
    return client
        .request(
            HttpMethod.POST,
            Integer.parseInt(address[1]),
            address[0],
            "/inference.GRPCInferenceService/ModelInfer")
        .compose(
            request ->
                request
                    .putHeader("content-type", "application/grpc")
                    .putHeader("te", "trailers")
                    .send(Buffer.buffer(body)))
        .compose(response -> response.end().map(end -> status(response)))
        .toCompletionStage()
        .toCompletableFuture()
        .get(15, TimeUnit.SECONDS);
  }

  private static int status(HttpClientResponse response) {
    String trailer = response.getTrailer("grpc-status");
    String status = trailer == null ? response.getHeader("grpc-status") : trailer;
    return status == null ? -1 : Integer.parseInt(status);
  }

  private static byte[] json() {
    String data = String.join(",", Collections.nCopies(28 * 28, "0.5"));
    return """
        {"id":"h","inputs":[{"name":"image","shape":[1,1,28,28],"datatype":"FP32","data":[%s]}]}"""
        .formatted(data)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Somebody who only wants answers. */
  private static final class Served {
    private final AtomicInteger answered = new AtomicInteger();
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Thread thread = Thread.ofPlatform().unstarted(this::call);

    void start() {
      thread.start();
    }

    void end() {
      ended.set(true);
    }

    private void call() {
      while (!ended.get()) {
        try {
          int status = http.post(INFER, "", json());
          if (status == 200) {
            answered.incrementAndGet();
          } else {
            failures.add("status " + status);
          }
        } catch (IOException e) {
          failures.add(e.toString());
        }
        Pause.ms(5);
      }
    }
  }
}
