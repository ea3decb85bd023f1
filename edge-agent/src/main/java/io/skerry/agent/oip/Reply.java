package io.skerry.agent.oip;

import io.skerry.protocol.json.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * The one answer to a request. What has not come of the request's body is read and thrown away
 * first, or if that is much, the connection ends after the answer. Event loop only.
 */
final class Reply {
  private static final String JSON = "application/json";
  private static final long READ_BYTES = 1 << 20;
  private static final long LINGER_MS = 1000;

  private final HttpServerRequest request;
  private boolean given;

  Reply(HttpServerRequest request) {
    this.request = request;
  }

  /** 200 with JSON. */
  void json(Object json) {
    status(200, json);
  }

  /** JSON with any status. */
  void status(int status, Object json) {
    Buffer body = Buffer.buffer(Json.write(json));
    whenRead(() -> send(status, JSON, body));
  }

  /** An error that says what is wrong. */
  void error(int status, String message) {
    status(status, Json.object().put("error", message));
  }

  /** An error for a method that the path does not take. */
  void wrongMethod(String expected) {
    request.response().putHeader("Allow", expected);
    error(405, "expected " + expected + ", got " + request.method());
  }

  /** An error after which the rest of the body is not waited for. */
  void breakOff(int status, String message) {
    if (!given) {
      if (!request.isEnded()) {
        linger();
      }
      send(status, JSON, Buffer.buffer(Json.write(Json.object().put("error", message))));
    }
  }

  /** Sends an answer to a request that has come whole. */
  Future<Void> send(int status, String type, Buffer body) {
    HttpServerResponse response = request.response();
    if (given || response.closed()) {
      return Future.failedFuture("answered or closed");
    }
    given = true;
    response.setStatusCode(status).putHeader("Content-Type", type);
    if (status == 503) {
      response.putHeader("Retry-After", "1");
    }
    return response.end(body);
  }

  private void whenRead(Runnable then) {
    String length = request.getHeader("Content-Length");
    boolean chunked = request.getHeader("Transfer-Encoding") != null;
    if (request.isEnded() || (!chunked && (length == null || length.equals("0")))) {
      then.run();
    } else if (!chunked && length.length() <= 7 && Long.parseLong(length) <= READ_BYTES) {
      request.endHandler(end -> then.run());
      request.resume();
    } else {
      linger();
      then.run();
    }
  }

  /** What still comes is thrown away for a moment, so that the caller can read the answer. */
  private void linger() {
    request.response().putHeader("Connection", "close");
    Vertx.currentContext().owner().setTimer(LINGER_MS, late -> request.connection().close());
  }
}
