package io.skerry.controller.api;

import io.skerry.protocol.json.Bytes;
import io.skerry.protocol.json.Json;
import java.util.Map;

/**
 * A whole answer, sent at once.
 *
 * @param contentType empty where there is no body
 */
public record Answer(int status, String contentType, Bytes body, Map<String, String> headers) {
  public static final String JSON = "application/json";

  public Answer {
    headers = Map.copyOf(headers);
  }

  /** 200 with this value as JSON. */
  public static Answer json(Object value) {
    return json(200, value);
  }

  /** This value as JSON. */
  public static Answer json(int status, Object value) {
    return new Answer(status, JSON, Bytes.of(Json.write(value)), Map.of());
  }

  /** 201 with the place of what was made. */
  public static Answer created(String location, Object value) {
    return new Answer(201, JSON, Bytes.of(Json.write(value)), Map.of("Location", location));
  }

  /** 200 with exactly these bytes. */
  public static Answer bytes(String contentType, byte[] bytes) {
    return new Answer(200, contentType, Bytes.of(bytes), Map.of());
  }

  /** No body. */
  public static Answer empty(int status) {
    return new Answer(status, "", Bytes.of(new byte[0]), Map.of());
  }

  /** The same answer with one more header. */
  public Answer with(String header, String value) {
    Map<String, String> more = new java.util.HashMap<>(headers);
    more.put(header, value);
    return new Answer(status, contentType, body, more);
  }
}
