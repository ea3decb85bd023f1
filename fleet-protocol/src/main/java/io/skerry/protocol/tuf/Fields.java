package io.skerry.protocol.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.protocol.trust.TrustException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one JSON object field by field, and tells what was left. Confined to one thread. */
final class Fields {
  private static final Pattern SECONDS =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");

  private final String subject;
  private final Map<String, JsonNode> left = new LinkedHashMap<>();

  Fields(String subject, JsonNode object) throws TrustException {
    this.subject = subject;
    if (!object.isObject()) {
      throw TrustException.format(subject, "expected an object, got " + object.getNodeType());
    }
    object.properties().forEach(field -> left.put(field.getKey(), field.getValue()));
  }

  Optional<JsonNode> optional(String name) {
    return Optional.ofNullable(left.remove(name));
  }

  JsonNode any(String name) throws TrustException {
    JsonNode value = left.remove(name);
    if (value == null) {
      throw TrustException.format(subject, "expected a field '" + name + "'");
    }
    return value;
  }

  String text(String name) throws TrustException {
    JsonNode value = any(name);
    require(value.isTextual(), name, "text", value);
    return value.textValue();
  }

  long number(String name) throws TrustException {
    JsonNode value = any(name);
    require(value.isIntegralNumber() && value.canConvertToLong(), name, "an integer", value);
    return value.longValue();
  }

  Instant instant(String name) throws TrustException {
    String text = text(name);
    try {
      if (SECONDS.matcher(text).matches()) {
        return Instant.parse(text);
      }
    } catch (DateTimeException _) {
      // The right form, but no such day or hour: refused below.
    }
    throw TrustException.format(
        subject, name + ": expected a time such as 2030-01-31T12:00:00Z, got '" + text + "'");
  }

  Fields object(String name) throws TrustException {
    return new Fields(subject + " " + name, any(name));
  }

  JsonNode array(String name) throws TrustException {
    JsonNode value = any(name);
    require(value.isArray(), name, "an array", value);
    return value;
  }

  /** The names that were not read yet. */
  Set<String> names() {
    return new LinkedHashSet<>(left.keySet());
  }

  /** What was not read. */
  Map<String, JsonNode> rest() {
    return Map.copyOf(left);
  }

  private void require(boolean holds, String name, String expected, JsonNode actual)
      throws TrustException {
    if (!holds) {
      throw TrustException.format(
          subject, name + ": expected " + expected + ", got " + actual.getNodeType());
    }
  }
}
