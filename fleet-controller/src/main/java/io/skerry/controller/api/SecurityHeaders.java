package io.skerry.controller.api;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;

/** Headers for browsers: an API's answer is data, to be neither guessed at, framed nor kept. */
final class SecurityHeaders implements Handler<RoutingContext> {
  @Override
  public void handle(RoutingContext context) {
    MultiMap headers = context.response().headers();
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cache-Control", "no-store");
    headers.set("Strict-Transport-Security", "max-age=31536000");
    context.next();
  }
}
