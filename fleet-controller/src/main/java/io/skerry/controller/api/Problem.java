package io.skerry.controller.api;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.skerry.controller.api.ProblemException.Fault;
import java.util.List;

/** The body of problem+json (RFC 9457). */
record Problem(
    String type, String title, int status, String detail, String instance, List<Fault> errors) {
  static final String CONTENT_TYPE = "application/problem+json";

  static Problem of(int status, String detail, String requestId, List<Fault> errors) {
    String title = HttpResponseStatus.valueOf(status).reasonPhrase();
    return new Problem("about:blank", title, status, detail, "urn:request:" + requestId, errors);
  }
}
