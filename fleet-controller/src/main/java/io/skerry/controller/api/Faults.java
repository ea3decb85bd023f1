package io.skerry.controller.api;

import io.skerry.controller.api.ProblemException.Fault;
import io.skerry.protocol.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns every failure into problem+json; what is our own fault is logged and not told. */
final class Faults {
  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);
  private static final Map<Integer, String> DETAILS =
      Map.of(
          400, "the request can't be understood",
          404, "there is no such place",
          405, "this place has no such method",
          413, "the body is longer than allowed",
          414, "the address is longer than allowed",
          431, "the headers are longer than allowed");

  private final Router router;

  private Faults(Router router) {
    this.router = router;
  }

  static void mount(Router router) {
    Faults faults = new Faults(router);
    router.route().failureHandler(faults::answer);
    // What no route took doesn't reach a failure handler.
    for (int status : List.of(400, 404, 405, 406, 413, 415, 500)) {
      router.errorHandler(status, faults::answer);
    }
  }

  private void answer(RoutingContext context) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed() || response.headWritten()) {
      return;
    }
    String requestId = RequestIds.of(context);
    Problem problem = problem(context, requestId);
    if (problem.status() == 503) {
      response.putHeader("Retry-After", "1");
    }
    if (problem.status() == 405) {
      response.putHeader("Allow", AllowedMethods.of(router, context.normalizedPath()));
    }
    response
        .setStatusCode(problem.status())
        .putHeader("Content-Type", Problem.CONTENT_TYPE)
        .end(Buffer.buffer(Json.write(problem)));
  }

  private static Problem problem(RoutingContext context, String requestId) {
    if (context.failure() instanceof ProblemException told) {
      return Problem.of(told.status(), told.getMessage(), requestId, told.faults());
    }
    int status = context.statusCode() < 400 ? 500 : context.statusCode();
    if (status >= 500) {
      String call = context.request().method() + " " + context.normalizedPath();
      LOG.error("{} failed, request {}", call, requestId, context.failure());
      return Problem.of(
          status, "the controller failed; its log has the reason", requestId, List.of());
    }
    String detail = DETAILS.getOrDefault(status, "refused");
    return Problem.of(status, detail, requestId, List.<Fault>of());
  }
}
