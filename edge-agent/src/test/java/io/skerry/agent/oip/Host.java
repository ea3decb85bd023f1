package io.skerry.agent.oip;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.skerry.agent.engine.TensorPool;
import io.skerry.agent.infer.Catalogue;
import io.skerry.agent.infer.Served;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A server of the protocol on a free port, and a caller. */
final class Host implements AutoCloseable {
  static final JsonMapper JSON = new JsonMapper();

  final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  final TensorPool pool = new TensorPool(16 << 20);
  final AtomicReference<OipRoutes> routes = new AtomicReference<>();
  final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpServer http;

  Host(OipLimits limits, Served... models) {
    this(limits, new Fixed(List.of(models)));
  }

  Host(OipLimits limits, Catalogue catalogue) {
    routes.set(new OipRoutes(vertx, new Protocol(catalogue, limits, pool, "0.1")));
    http =
        vertx
            .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
            .connectionHandler(connection -> routes.get().connected(connection))
            .requestHandler(request -> routes.get().serve(request));
    http.listen().toCompletionStage().toCompletableFuture().join();
  }

  /** Models that never change. */
  record Fixed(List<Served> list) implements Catalogue {
    @Override
    public Optional<Served> find(String name, Optional<String> version) {
      return list.stream()
          .filter(model -> model.name().equals(name))
          .filter(model -> version.isEmpty() || version.get().equals(model.version()))
          .findFirst();
    }
  }

  int port() {
    return http.actualPort();
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .timeout(Duration.ofSeconds(20));
  }

  HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  HttpResponse<byte[]> post(String path, byte[] body) throws IOException, InterruptedException {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  HttpResponse<byte[]> post(String path, byte[] body, int json)
      throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Inference-Header-Content-Length", Integer.toString(json))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  static JsonNode json(int status, HttpResponse<byte[]> response) throws IOException {
    JsonNode json = JSON.readTree(response.body());
    assertEquals(status, response.statusCode(), json.toString());
    return json;
  }

  /** Waits until no memory of requests is held. */
  void assertNothingHeld() {
    await().atMost(Duration.ofSeconds(10)).until(() -> routes.get().heldBytes() == 0);
  }

  @Override
  public void close() {
    client.close();
    http.close().toCompletionStage().toCompletableFuture().join();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
