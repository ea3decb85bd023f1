package io.skerry.packager.publish;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.packager.cli.Failure;
import io.skerry.protocol.json.Bytes;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import java.util.Optional;

/** What the controller answered. */
record Answer(String call, int status, Bytes body) {
  private static final int SHOWN_CHARS = 500;

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** Whether the same call may go well later. */
  boolean isTransient() {
    return status == 429 || status == 500 || (status >= 502 && status <= 504);
  }

  /** The body as JSON, if it is. */
  Optional<JsonNode> json() {
    try {
      return Optional.of(Json.read(body.toArray(), JsonNode.class));
    } catch (FormatException _) {
      return Optional.empty();
    }
  }

  /** The controller's refusal, with its own words (RFC 9457). */
  Failure refused() {
    String detail =
        json()
            .map(problem -> problem.path("detail").asText(problem.path("title").asText("")))
            .orElse("");
    String shown = detail.length() > SHOWN_CHARS ? detail.substring(0, SHOWN_CHARS) : detail;
    return Failure.refused(
        call
            + ": the controller refuses with status "
            + status
            + (shown.isEmpty() ? "" : ": " + shown));
  }
}
