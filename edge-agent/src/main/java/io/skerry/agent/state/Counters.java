package io.skerry.agent.state;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Numbers that only rise and outlive a restart. Thread-safe. */
public final class Counters {
  private static final String ADD =
      "INSERT INTO counter VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value +"
          + " excluded.value RETURNING value";

  private final Database database;

  public Counters(Database database) {
    this.database = database;
  }

  /** Adds to a counter, which begins at 0, and gives its new value. */
  public long add(String name, long amount) {
    return database.transact(connection -> add(connection, name, amount));
  }

  /** The same as {@link #add(String, long)}, inside a transaction. */
  public static long add(Connection connection, String name, long amount) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ADD)) {
      statement.setString(1, name);
      statement.setLong(2, amount);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }
}
