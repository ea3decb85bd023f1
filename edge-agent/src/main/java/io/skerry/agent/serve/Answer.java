package io.skerry.agent.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.protocol.json.Json;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A response before it is sent.
 *
 * @param headers beyond the content type
 */
record Answer(int status, String contentType, Buffer body, Map<String, String> headers) {
  private static final String JSON = "application/json";

  /** 200 with JSON. */
  static Answer ok(ObjectNode json) {
    return new Answer(200, JSON, Buffer.buffer(Json.write(json)), Map.of());
  }

  /** 200 with text of any kind. */
  static Answer text(String contentType, String text) {
    return new Answer(200, contentType, Buffer.buffer(text), Map.of());
  }

  /** An error that says what is wrong. */
  static Answer error(int status, String message) {
    return error(status, message, List.of());
  }

  /** An error that lists what could have been chosen. */
  static Answer error(int status, String message, List<String> choices) {
    ObjectNode json = Json.object().put("error", message).put("status", status);
    if (!choices.isEmpty()) {
      choices.forEach(json.putArray("models")::add);
    }
    return new Answer(status, JSON, Buffer.buffer(Json.write(json)), Map.of());
  }

  /** Too much at once: try again in a second. */
  static Answer busy() {
    return error(503, "too many requests at once").with("Retry-After", "1");
  }

  /** The same with one header more. */
  Answer with(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new Answer(status, contentType, body, Map.copyOf(more));
  }
}
