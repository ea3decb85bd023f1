package io.skerry.protocol.crypto;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.protocol.json.Json;

/** The three fields of a TUF key object (TUF 4.2). */
final class TufKey {
  private TufKey() {}

  static ObjectNode of(String type, String scheme, String publicText) {
    ObjectNode key = Json.object().put("keytype", type).put("scheme", scheme);
    key.putObject("keyval").put("public", publicText);
    return key;
  }

  static String publicText(JsonNode object) {
    JsonNode text = object.path("keyval").path("public");
    if (!text.isTextual()) {
      throw new IllegalArgumentException("expected text in keyval.public, got " + text);
    }
    return text.textValue();
  }
}
