package io.skerry.agent.trace;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads lists such as {@code a=1,b=two%20words}, as W3C Baggage writes them. */
final class KeyValues {
  private static final int MOST = 64;

  private KeyValues() {}

  /** At most 64 pairs, in their order; values never stand in messages, since they may be keys. */
  static Map<String, String> of(Map<String, String> environment, String name) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : environment.getOrDefault(name, "").split(",", -1)) {
      if (pair.isBlank()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String key = pair.substring(0, Math.max(0, equals)).strip();
      if (key.isEmpty()) {
        throw new IllegalArgumentException(
            "%s: expected key=value, got none in pair %d".formatted(name, pairs.size() + 1));
      }
      pairs.put(key, decoded(name, key, pair.substring(equals + 1).strip()));
      if (pairs.size() > MOST) {
        throw new IllegalArgumentException(name + ": expected at most " + MOST + " pairs");
      }
    }
    return pairs;
  }

  private static String decoded(String name, String key, String value) {
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          name + ": expected %XX in the value of " + key + ", got another %", e);
    }
  }
}
