package io.skerry.packager.publish;

import io.skerry.packager.cli.Failure;
import io.skerry.protocol.json.Bytes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;

/**
 * The controller's HTTP calls, one at a time and each tried again while the network or the
 * controller fails. Confined to one thread; close it.
 */
final class ControllerApi implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int MAX_ANSWER_BYTES = 1 << 20;

  private final HttpClient client;
  private final URI base;
  private final String token;
  private final Backoff backoff;

  ControllerApi(SSLContext tls, URI base, String token, Backoff backoff) {
    this.client =
        HttpClient.newBuilder()
            .sslContext(tls)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    this.base = base;
    this.token = token;
    this.backoff = backoff;
  }

  /** A call without a body. */
  Answer call(String method, String path) throws Failure {
    return retried(method, path, request(path).method(method, BodyPublishers.noBody()).build());
  }

  /** Puts bytes; safe to repeat. */
  Answer put(String path, byte[] body) throws Failure {
    HttpRequest request =
        request(path)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofByteArray(body))
            .build();
    return retried("PUT", path, request);
  }

  /** Sends one piece of an upload, once: after a failure its offset must be asked for. */
  Answer patch(String path, byte[] piece, long offset, long length) throws IOException, Failure {
    HttpRequest request =
        request(path)
            .header("Content-Type", "application/offset+octet-stream")
            .header("Upload-Offset", Long.toString(offset))
            .header("Upload-Length", Long.toString(length))
            .method("PATCH", BodyPublishers.ofByteArray(piece))
            .build();
    return send("PATCH " + path, request);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + token);
  }

  private Answer retried(String method, String path, HttpRequest request) throws Failure {
    String what = method + " " + path;
    while (true) {
      String why;
      try {
        Answer answer = send(what, request);
        if (!answer.isTransient()) {
          return answer;
        }
        why = "status " + answer.status();
      } catch (IOException e) {
        why = reason(e);
      }
      backoff.failed(what, why);
    }
  }

  private Answer send(String what, HttpRequest request) throws IOException, Failure {
    try {
      HttpResponse<byte[]> response =
          client.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
      Answer answer = new Answer(what, response.statusCode(), Bytes.of(response.body()));
      if (answer.status() == 401 || answer.status() == 403) {
        throw Failure.refused(what + ": the token is not accepted; check --token-file");
      }
      return answer;
    } catch (SSLHandshakeException e) {
      throw Failure.refused(
          base + ": not a controller that --authority vouches for (" + e.getMessage() + ")");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw Failure.fault(what + ": interrupted; run the command again");
    }
  }

  static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
