package io.skerry.controller.api;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/**
 * Lets only a known bearer token pass (RFC 6750). The request stands still until the token is
 * checked, so that no body is read for strangers.
 */
final class Authentication implements Handler<RoutingContext> {
  static final String WHO = "skerry.who";
  private static final String SCHEME = "Bearer ";
  private static final int MAX_CHARS = 256;

  private final TokenCheck tokens;
  private final Workers workers;

  Authentication(TokenCheck tokens, Workers workers) {
    this.tokens = tokens;
    this.workers = workers;
  }

  @Override
  public void handle(RoutingContext context) {
    String header = context.request().getHeader("Authorization");
    if (header == null
        || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        || header.length() > MAX_CHARS) {
      refuse(context, "expected a header Authorization: Bearer TOKEN");
      return;
    }
    context.request().pause();
    workers
        .run(() -> tokens.nameOf(header.substring(SCHEME.length()).strip()))
        .onSuccess(
            name -> {
              context.request().resume();
              if (name.isPresent()) {
                context.put(WHO, name.get()).next();
              } else {
                refuse(context, "the bearer token is not known");
              }
            })
        .onFailure(context::fail);
  }

  private static void refuse(RoutingContext context, String detail) {
    context.response().putHeader("WWW-Authenticate", "Bearer realm=\"skerry\"");
    context.fail(401, new ProblemException(401, detail));
  }
}
