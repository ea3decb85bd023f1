package io.skerry.controller.api;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.InputStream;

/**
 * Makes routes out of calls: their work runs on virtual threads, their answers are sent whole, and
 * what they throw becomes problem+json. Thread-safe.
 */
public final class Calls {
  /** The longest body of a call that doesn't say otherwise, in bytes. */
  public static final long BODY_BYTES = 1 << 20;

  private final Workers workers;

  Calls(Workers workers) {
    this.workers = workers;
  }

  /** Answers this route by the call; a body over 1 MiB is refused with 413. */
  public void answer(Route route, Call call) {
    answer(route, BODY_BYTES, call);
  }

  /** Answers this route by the call; a body over {@code maxBytes} is refused with 413. */
  public void answer(Route route, long maxBytes, Call call) {
    route
        .handler(BodyHandler.create(false).setBodyLimit(maxBytes))
        .handler(
            context -> {
              Request request = new Request(context, InputStream.nullInputStream());
              answer(context, workers.run(() -> call.answer(request)));
            });
  }

  /**
   * Answers this route by a call that reads {@link Request#stream()}: the body never stands in
   * memory whole, and the sender is held back while the call is busy. Eight such calls run at once.
   */
  public void streaming(Route route, long maxBytes, Call call) {
    route.handler(
        context -> {
          BodyStream stream = new BodyStream(context.request(), context.vertx(), maxBytes);
          Request request = new Request(context, stream);
          answer(context, workers.stream(() -> call.answer(request)));
        });
  }

  private static void answer(RoutingContext context, Future<Answer> answer) {
    context.put(CallMetrics.ROUTE, context.currentRoute().getPath());
    answer.onSuccess(ready -> send(context, ready)).onFailure(context::fail);
  }

  private static void send(RoutingContext context, Answer answer) {
    HttpServerResponse response = context.response();
    if (response.closed() || response.ended()) {
      return; // the caller has gone
    }
    response.setStatusCode(answer.status());
    answer.headers().forEach(response::putHeader);
    if (!answer.contentType().isEmpty()) {
      response.putHeader("Content-Type", answer.contentType());
    }
    context.end(Buffer.buffer(answer.body().toArray()));
  }
}
