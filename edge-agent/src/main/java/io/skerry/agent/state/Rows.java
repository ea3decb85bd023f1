package io.skerry.agent.state;

import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Values of ours as JSON in columns. */
final class Rows {
  private Rows() {}

  static <T> T read(byte[] column, Class<T> type) throws SQLException {
    try {
      return Json.read(column, type);
    } catch (FormatException e) {
      throw new SQLException("agent.db holds what this agent can't read: " + e.getMessage(), e);
    }
  }

  /** Runs a statement; numbers and text as they are, null as NULL, all else as JSON. */
  static void update(Connection connection, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        Object value = values[i];
        boolean plain = value == null || value instanceof Number || value instanceof String;
        statement.setObject(i + 1, plain ? value : Json.write(value));
      }
      statement.executeUpdate();
    }
  }
}
