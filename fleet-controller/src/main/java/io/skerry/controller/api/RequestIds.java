package io.skerry.controller.api;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.regex.Pattern;

/** Gives each request an id, the caller's own if it sent a usable one, and sends it back. */
final class RequestIds implements Handler<RoutingContext> {
  private static final String HEADER = "X-Request-Id";
  private static final String KEY = "skerry.request";
  private static final Pattern USABLE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  static String of(RoutingContext context) {
    String id = context.get(KEY);
    return id == null ? "unknown" : id;
  }

  @Override
  public void handle(RoutingContext context) {
    String sent = context.request().getHeader(HEADER);
    String id =
        sent != null && USABLE.matcher(sent).matches() ? sent : UUID.randomUUID().toString();
    context.response().putHeader(HEADER, id);
    context.put(KEY, id).next();
  }
}
