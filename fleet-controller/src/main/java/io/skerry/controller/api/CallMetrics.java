package io.skerry.controller.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Handler;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;

/** Times every call by method, route (never the address itself) and status. */
final class CallMetrics implements Handler<RoutingContext> {
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
                    .tag("method", context.request().method().name())
                    .tag("route", route(context))
                    .tag("status", Integer.toString(context.response().getStatusCode()))
                    .register(metrics)));
    context.next();
  }

  private static String route(RoutingContext context) {
    Route route = context.currentRoute();
    return route == null || route.getPath() == null ? "none" : route.getPath();
  }
}
