package io.skerry.controller.devices;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.ReportedState;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/** Reads rows of the registry. */
final class DeviceRows {
  private DeviceRows() {}

  static DeviceRow read(ResultSet row, StatementContext context) throws SQLException {
    return new DeviceRow(
        new DeviceId(row.getString("device")),
        new Sha256(row.getString("certificate")),
        row.getString("pem"),
        Instant.parse(row.getString("enrolled")),
        labels(row.getString("labels")),
        row.getBoolean("online"),
        Optional.ofNullable(row.getString("last_seen")).map(Instant::parse),
        row.getLong("sequence"),
        Optional.ofNullable(row.getString("reported"))
            .map(text -> json(text, ReportedState.class)));
  }

  static String text(Object value) {
    return new String(Json.write(value), StandardCharsets.UTF_8);
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new HashMap<>();
    json(text, com.fasterxml.jackson.databind.JsonNode.class)
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    return Map.copyOf(labels);
  }

  private static <T> T json(String text, Class<T> type) {
    try {
      return Json.read(text.getBytes(StandardCharsets.UTF_8), type);
    } catch (FormatException e) {
      throw new IllegalStateException("a row that we stored", e);
    }
  }
}
