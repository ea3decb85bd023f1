package io.skerry.controller.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/** Times every call by method, route (never the address itself) and status. */
final class CallMetrics implements Handler<RoutingContext> {
  static final String ROUTE = "skerry.route";
  private static final Set<HttpMethod> KNOWN =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

  private final MeterRegistry metrics;

  CallMetrics(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  @Override
  public void handle(RoutingContext context) {
    Timer.Sample sample = Timer.start(metrics);
    context.addEndHandler(
        ended ->
            sample.stop(
                Timer.builder("skerry.http.calls")
                    .tag("method", method(context))
                    .tag("route", route(context))
                    .tag("status", Integer.toString(context.response().getStatusCode()))
                    .register(metrics)));
    context.next();
  }

  /** The route that answered; only those that calls were made for. */
  private static String route(RoutingContext context) {
    String route = context.get(ROUTE);
    return route == null ? "none" : route;
  }

  /** Anyone may invent methods; a figure must not grow with them. */
  private static String method(RoutingContext context) {
    HttpMethod method = context.request().method();
    return KNOWN.contains(method) ? method.name() : "other";
  }
}
