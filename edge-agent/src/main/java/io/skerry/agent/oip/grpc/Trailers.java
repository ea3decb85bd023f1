package io.skerry.agent.oip.grpc;

import io.vertx.core.http.HttpServerResponse;

/** How a call has ended, as gRPC over HTTP/2 says it: after the answers, or in place of them. */
final class Trailers {
  private static final String STATUS = "grpc-status";

  private Trailers() {}

  /** It ends well, after an answer that is about to be sent. */
  static void putOkAfterAnswer(HttpServerResponse response) {
    response.putTrailer(STATUS, Status.OK.text());
  }

  /** It ends well, after the answers that were sent, if there were any. */
  static void putOk(HttpServerResponse response) {
    put(response, STATUS, Status.OK.text());
  }

  /** It ends with an error. */
  static void put(HttpServerResponse response, CallException fault) {
    put(response, STATUS, fault.status().text());
    put(response, "grpc-message", fault.encodedMessage());
  }

  private static void put(HttpServerResponse response, String name, String value) {
    if (response.headWritten()) {
      response.putTrailer(name, value);
    } else {
      response.putHeader(name, value);
    }
  }
}
