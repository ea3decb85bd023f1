package io.skerry.agent.serve;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code GET /metrics} and nothing else, on the port that what scrapes expects. Event loop
 * only.
 */
record MetricsPort(Metrics metrics, Bearer bearer) {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsPort.class);

  void serve(HttpServerRequest request) {
    Answer answer = answer(request);
    request.response().setStatusCode(answer.status());
    request.response().putHeader("Content-Type", answer.contentType());
    answer.headers().forEach(request.response()::putHeader);
    request
        .response()
        .end(answer.body())
        .onFailure(fault -> LOG.debug("the caller has gone: {}", fault.toString()));
  }

  private Answer answer(HttpServerRequest request) {
    if (!bearer.allows(request.getHeader("Authorization"))) {
      return Answer.error(401, "expected the bearer token").with("WWW-Authenticate", "Bearer");
    }
    if (!request.path().equals("/metrics")) {
      return Answer.error(404, "expected /metrics");
    }
    return request.method().equals(HttpMethod.GET)
        ? metrics.answer()
        : Answer.error(405, "expected GET").with("Allow", "GET");
  }
}
