package io.skerry.controller.rollouts;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** JSON in a column; what can't be read is an {@link UnreadableRollout}. */
final class Column {
  private Column() {}

  static String write(Object value) {
    return new String(Json.write(value), StandardCharsets.UTF_8);
  }

  static <T> T read(ResultSet row, String name, Class<T> type) throws SQLException {
    try {
      return Json.read(row.getString(name).getBytes(StandardCharsets.UTF_8), type);
    } catch (FormatException e) {
      throw new UnreadableRollout(name + " can't be read: " + e.getMessage(), e);
    }
  }

  static Map<String, String> readMap(ResultSet row, String name) throws SQLException {
    Map<String, String> map = new HashMap<>();
    read(row, name, JsonNode.class)
        .properties()
        .forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
    return Map.copyOf(map);
  }
}
