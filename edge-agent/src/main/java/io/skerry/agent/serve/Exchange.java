package io.skerry.agent.serve;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request from its headers to its answer: who may ask, what is sent, what is counted. */
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
  private static final Set<String> PATHS = Set.of("/predict", "/health", "/metrics", "/status");
  private static final long LINGER_MS = 1000;

  private final Vertx vertx;
  private final Routes routes;
  private final Bearer bearer;
  private final MeterRegistry registry;

  Exchange(Vertx vertx, Routes routes, Bearer bearer, MeterRegistry registry) {
    this.vertx = vertx;
    this.routes = routes;
    this.bearer = bearer;
    this.registry = registry;
  }

  /** Answers it. Event loop only. */
  void serve(HttpServerRequest request) {
    Timer.Sample sample = Timer.start(registry);
    answer(request)
        .otherwise(fault -> bug(request, fault))
        .compose(answer -> send(request, answer).map(answer))
        .onSuccess(answer -> sample.stop(timer(request.path(), answer.status())))
        .onFailure(Exchange::gone);
  }

  private Future<Answer> answer(HttpServerRequest request) {
    boolean open = request.path().equals("/health");
    return open || bearer.allows(request.getHeader("Authorization"))
        ? routes.answer(request, vertx.getOrCreateContext())
        : Future.succeededFuture(
            Answer.error(401, "expected the bearer token").with("WWW-Authenticate", "Bearer"));
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

  private Timer timer(String path, int status) {
    return Timer.builder("skerry.requests")
        .description("HTTP requests, from headers to answer")
        .tag("path", PATHS.contains(path) ? path : "other")
        .tag("status", Integer.toString(status))
        .register(registry);
  }
}
