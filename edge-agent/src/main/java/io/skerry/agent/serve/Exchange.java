package io.skerry.agent.serve;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.skerry.agent.oip.OipRoutes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request from its headers to its answer: who may ask, what is sent, what is counted. */
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
  private static final Set<String> PATHS =
      Set.of("/predict", "/health", "/metrics", "/status", "/v2");
  private static final long LINGER_MS = 1000;

  private final Routes routes;
  private final OipRoutes protocol;
  private final Bearer bearer;
  private final MeterRegistry registry;
  private final Vertx vertx;
  private final Map<Integer, Timer> timers = new HashMap<>();

  Exchange(Routes routes, OipRoutes protocol, Bearer bearer, MeterRegistry registry, Vertx vertx) {
    this.routes = routes;
    this.protocol = protocol;
    this.bearer = bearer;
    this.registry = registry;
    this.vertx = vertx;
  }

  /** Answers what is no HTTP. Event loop only. */
  static void refuse(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    int status =
        switch (cause) {
          case TooLongHttpLineException _ -> 414;
          case TooLongHttpHeaderException _ -> 431;
          default -> 400;
        };
    Answer answer = Answer.error(status, "not a request of HTTP/1.1: " + cause.getMessage());
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", answer.contentType())
        .putHeader("Connection", "close")
        .end(answer.body())
        .eventually(() -> request.connection().close())
        .onFailure(Exchange::gone);
  }

  /** Answers it. Event loop only. */
  void serve(HttpServerRequest request) {
    Timer.Sample sample = Timer.start(registry);
    if (OipRoutes.handles(request.path())
        && (OipRoutes.isOpen(request.path()) || isAllowed(request))) {
      HttpServerResponse response = request.response();
      response.bodyEndHandler(
          sent -> sample.stop(timers.computeIfAbsent(response.getStatusCode(), this::timer)));
      protocol.serve(request);
      return;
    }
    answer(request)
        .otherwise(fault -> bug(request, fault))
        .compose(answer -> send(request, answer).map(answer))
        .onSuccess(answer -> sample.stop(timer(request.path(), answer.status())))
        .onFailure(Exchange::gone);
  }

  private Future<Answer> answer(HttpServerRequest request) {
    boolean open = request.path().equals("/health");
    return open || isAllowed(request)
        ? routes.answer(request, vertx.getOrCreateContext())
        : Future.succeededFuture(
            Answer.error(401, "expected the bearer token").with("WWW-Authenticate", "Bearer"));
  }

  private boolean isAllowed(HttpServerRequest request) {
    return bearer.allows(request.getHeader("Authorization"));
  }

  private static void gone(Throwable fault) {
    LOG.debug("the caller has gone: {}", fault.toString());
  }

  private static Answer bug(HttpServerRequest request, Throwable fault) {
    LOG.error("{} {}", request.method(), request.path(), fault);
    return Answer.error(500, "an internal error, see the agent's log");
  }

  private Future<Void> send(HttpServerRequest request, Answer answer) {
    HttpServerResponse response = request.response();
    if (response.closed()) {
      return Future.failedFuture("connection closed");
    }
    response.setStatusCode(answer.status()).putHeader("Content-Type", answer.contentType());
    answer.headers().forEach(response::putHeader);
    if (request.method().equals(HttpMethod.POST) && !request.isEnded()) {
      response.putHeader("Connection", "close");
      // What still comes is thrown away for a moment, so that the caller can read the answer.
      vertx.setTimer(LINGER_MS, late -> request.connection().close().onFailure(Exchange::gone));
    }
    return response.end(answer.body());
  }

  private Timer timer(int status) {
    return timer("/v2", status);
  }

  private Timer timer(String path, int status) {
    return Timer.builder("skerry.requests")
        .description("HTTP requests, from headers to answer")
        .tag("path", PATHS.contains(path) ? path : "other")
        .tag("status", Integer.toString(status))
        .register(registry);
  }
}
