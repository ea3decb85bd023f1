package io.skerry.agent.enrol;

import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.Enrolment;
import io.skerry.protocol.message.EnrolmentToken;
import io.skerry.protocol.tuf.Limits;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManager;

/**
 * The two calls of enrolment, over TLS to the pinned CA alone. Follows no redirection; answers are
 * bounded. Confined to one thread; the caller closes it.
 */
final class ControllerApi implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final int MAX_ANSWER_BYTES = 256 * 1024;

  private final URI base;
  private final HttpClient http;

  ControllerApi(EnrolmentToken token) throws EnrolException {
    this.base = token.url();
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(pinned(token.authority()))
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /** The bytes of a root, or an empty array where there are none. */
  byte[] root(long version) throws EnrolException {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("/repository/metadata/" + version + ".root.json"))
            .timeout(TIMEOUT)
            .build();
    HttpResponse<byte[]> answer = send(request, Limits.ROOT_BYTES);
    return switch (answer.statusCode()) {
      case 200 -> answer.body();
      case 404 -> new byte[0];
      default -> throw unexpected(answer);
    };
  }

  Enrolment.Answer enrol(Enrolment.Request request) throws EnrolException {
    HttpRequest post =
        HttpRequest.newBuilder(base.resolve("/api/v1/enrol"))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(Json.write(request)))
            .build();
    HttpResponse<byte[]> answer = send(post, MAX_ANSWER_BYTES);
    int status = answer.statusCode();
    if (status != 200 && status != 201) {
      throw status < 500 ? EnrolException.refused(refusal(answer)) : unexpected(answer);
    }
    try {
      return Json.read(answer.body(), Enrolment.Answer.class);
    } catch (FormatException e) {
      throw EnrolException.refused("the controller's answer: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    http.close();
  }

  private HttpResponse<byte[]> send(HttpRequest request, int maxBytes) throws EnrolException {
    try {
      return http.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxBytes));
    } catch (SSLHandshakeException e) {
      throw handshake(e);
    } catch (IOException e) {
      throw EnrolException.transport(
          base + " can't be reached (" + text(e) + "): check the network and try again", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw EnrolException.transport("interrupted", e);
    }
  }

  private EnrolException handshake(SSLHandshakeException fault) {
    Throwable cause = fault;
    while (cause != null) {
      if (cause instanceof PinnedAuthority.OtherAuthority other) {
        return EnrolException.refused(other.getMessage(), fault);
      }
      cause = cause.getCause();
    }
    return EnrolException.refused(
        "the controller's certificate does not hold for " + base + ": " + text(fault), fault);
  }

  private EnrolException unexpected(HttpResponse<byte[]> answer) {
    return EnrolException.transport(
        answer.uri() + " answered " + answer.statusCode() + ": try again", null);
  }

  private static String refusal(HttpResponse<byte[]> answer) {
    String detail = "";
    try {
      detail = Json.mapper().readTree(answer.body()).path("detail").asText();
    } catch (IOException _) {
      // Not problem+json: the status alone has to do.
    }
    return "the controller refused the token ("
        + answer.statusCode()
        + (detail.isEmpty() ? "" : ", " + detail.lines().findFirst().orElse(""))
        + "): ask for a new one";
  }

  private static String text(Throwable fault) {
    return fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage();
  }

  private static SSLContext pinned(Sha256 authority) throws EnrolException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new PinnedAuthority(authority)}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw EnrolException.transport("this JDK has no TLS", e);
    }
  }
}
