package io.skerry.agent.state;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The tables, versioned by {@code user_version}: each entry leads from its index to the next. */
final class Schema {
  private static final List<String> MIGRATIONS =
      List.of(
          """
          CREATE TABLE assignment (
            id INTEGER PRIMARY KEY CHECK (id = 1), document BLOB NOT NULL, mark BLOB NOT NULL);
          CREATE TABLE attempt (
            model TEXT PRIMARY KEY, desired BLOB NOT NULL, assignment INTEGER NOT NULL,
            status BLOB NOT NULL, manifest BLOB, starts INTEGER NOT NULL);
          CREATE TABLE healthy (
            model TEXT PRIMARY KEY, desired BLOB NOT NULL, status BLOB NOT NULL,
            manifest BLOB NOT NULL, starts INTEGER NOT NULL);
          CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
          CREATE TABLE refusal (
            id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, reason TEXT NOT NULL,
            subject TEXT NOT NULL, detail TEXT NOT NULL);
          CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, payload BLOB NOT NULL);
          """);

  private Schema() {}

  static void migrate(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int version = version(statement);
      if (version > MIGRATIONS.size()) {
        throw new SQLException(
            "schema: expected version " + MIGRATIONS.size() + " or older, got " + version);
      }
      for (String migration : MIGRATIONS.subList(version, MIGRATIONS.size())) {
        statement.executeUpdate(migration); // SQLite takes several statements at once
      }
      statement.executeUpdate("PRAGMA user_version = " + MIGRATIONS.size());
      connection.commit();
    }
  }

  private static int version(Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery("PRAGMA user_version")) {
      return rows.getInt(1);
    }
  }
}
