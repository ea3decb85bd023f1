package io.skerry.bench.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** JSON over HTTP to one server. Thread-safe; errors are {@link UncheckedIOException}. */
final class Http implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final HttpClient client;
  private final URI base;
  private final String authorization;

  Http(URI base, String authorization, SSLContext tls) {
    this.base = base;
    this.authorization = authorization;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .sslContext(tls)
            .build();
  }

  /** An answer; {@code body} is null JSON where it is none. */
  record Answer(int status, JsonNode body) {}

  Answer send(String method, String path, byte[] body, String contentType) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(LIMIT)
            .header("Content-Type", contentType)
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    try {
      HttpResponse<byte[]> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new Answer(answer.statusCode(), parse(answer.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  Answer json(String method, String path, JsonNode body) {
    return send(
        method, path, body.isMissingNode() ? new byte[0] : Json.write(body), "application/json");
  }

  @Override
  public void close() {
    client.close();
  }

  private static JsonNode parse(byte[] bytes) {
    try {
      return bytes.length == 0 ? Json.object() : Json.read(bytes, JsonNode.class);
    } catch (FormatException e) {
      return Json.object().put("text", new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
    }
  }
}
