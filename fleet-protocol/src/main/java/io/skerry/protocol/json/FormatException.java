package io.skerry.protocol.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import java.util.stream.Collectors;

/** Bytes that are not what was expected; the message says what was, what came and where. */
public final class FormatException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Names the fault. */
  public FormatException(String message) {
    super(message);
  }

  static FormatException of(String what, JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    String where =
        at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    return new FormatException(what + path(e) + ": " + e.getOriginalMessage() + where);
  }

  private static String path(JsonProcessingException e) {
    if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
      return "";
    }
    return mapping.getPath().stream()
        .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : "." + r.getFieldName())
        .collect(Collectors.joining());
  }
}
