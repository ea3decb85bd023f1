package io.skerry.protocol.crypto;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.protocol.json.Bytes;
import io.skerry.protocol.json.CanonicalJson;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;

/**
 * A key of a type that this release doesn't know: kept, so that a newer root can list one beside
 * those that are known, but it verifies nothing and so never counts.
 *
 * @param object its TUF key object, as JSON
 */
public record UnsupportedKey(Bytes object) implements VerifyKey {
  static UnsupportedKey of(JsonNode object) {
    if (!object.isObject() || !object.path("keytype").isTextual()) {
      throw new IllegalArgumentException("expected an object with a keytype");
    }
    return new UnsupportedKey(Bytes.of(CanonicalJson.toFile(object)));
  }

  @Override
  public KeyId id() {
    return KeyId.of(toTuf());
  }

  @Override
  public boolean verifies(byte[] message, byte[] signature) {
    return false;
  }

  @Override
  public JsonNode toTuf() {
    try {
      return Json.read(object.toArray(), JsonNode.class);
    } catch (FormatException e) {
      throw new IllegalStateException("JSON that we wrote", e);
    }
  }

  @Override
  public String material() {
    return "unsupported:" + id();
  }
}
