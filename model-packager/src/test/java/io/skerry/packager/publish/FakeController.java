package io.skerry.packager.publish;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.skerry.protocol.id.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;

/** A small controller over real HTTPS: keeps what it gets, and fails when told to. */
final class FakeController implements AutoCloseable {
  static final String TOKEN = "secret-token";

  final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  final Map<String, byte[]> roots = new ConcurrentHashMap<>();
  final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
  private final Map<String, ByteArrayOutputStream> uploads = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpsServer server;
  volatile byte[] targets = new byte[0];
  volatile int targetsStatus = 200;
  final AtomicInteger failuresLeft = new AtomicInteger();

  /** The next upload is cut after so many bytes; 0 cuts none. */
  volatile int cutAfterBytes;

  final AtomicLong bytesReceived = new AtomicLong();

  FakeController(SSLContext tls) throws IOException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "https://localhost:" + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    calls.add(exchange.getRequestMethod() + " " + path);
    String last = path.substring(path.lastIndexOf('/') + 1);
    if (failuresLeft.getAndDecrement() > 0) {
      answer(exchange, 503, "");
    } else if (!("Bearer " + TOKEN)
        .equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      answer(exchange, 401, "");
    } else {
      switch (exchange.getRequestMethod() + " " + path.substring(0, path.lastIndexOf('/') + 1)) {
        case "HEAD /api/v1/blobs/" -> answer(exchange, blobs.containsKey(last) ? 200 : 404, "");
        case "GET /api/v1/uploads/" ->
            answer(exchange, 200, "{\"offset\":" + upload(last).size() + "}");
        case "PATCH /api/v1/uploads/" -> patch(exchange, last);
        case "PUT /api/v1/repository/root/" -> {
          roots.put(last + ".root.json", exchange.getRequestBody().readAllBytes());
          answer(exchange, 201, "");
        }
        case "GET /repository/metadata/" -> {
          byte[] root = roots.get(last);
          answer(exchange, root == null ? 404 : 200, root == null ? "" : utf8(root));
        }
        case "PUT /api/v1/repository/" -> {
          targets = exchange.getRequestBody().readAllBytes();
          answer(exchange, targetsStatus, "{\"detail\":\"missing: this and that\"}");
        }
        default -> answer(exchange, 404, "");
      }
    }
  }

  private void patch(HttpExchange exchange, String sha256) throws IOException {
    ByteArrayOutputStream upload = upload(sha256);
    if (Long.parseLong(exchange.getRequestHeaders().getFirst("Upload-Offset")) != upload.size()) {
      answer(exchange, 409, "");
      return;
    }
    if (cutAfterBytes > 0) {
      byte[] part = exchange.getRequestBody().readNBytes(cutAfterBytes);
      cutAfterBytes = 0;
      upload.writeBytes(part);
      bytesReceived.addAndGet(part.length);
      throw new IOException("cut"); // the server drops the connection without an answer
    }
    byte[] body = exchange.getRequestBody().readAllBytes();
    upload.writeBytes(body);
    bytesReceived.addAndGet(body.length);
    if (upload.size() < Long.parseLong(exchange.getRequestHeaders().getFirst("Upload-Length"))) {
      answer(exchange, 200, "");
    } else if (Sha256.of(upload.toByteArray()).hex().equals(sha256)) {
      blobs.put(sha256, upload.toByteArray());
      answer(exchange, 201, "");
    } else {
      uploads.remove(sha256);
      answer(exchange, 422, "{\"title\":\"wrong hash\"}");
    }
  }

  private ByteArrayOutputStream upload(String sha256) {
    return uploads.computeIfAbsent(sha256, name -> new ByteArrayOutputStream());
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
