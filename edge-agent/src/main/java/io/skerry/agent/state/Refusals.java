package io.skerry.agent.state;

import io.skerry.protocol.message.ReportedState.Refusal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The newest 16 inputs that were not accepted. Thread-safe. */
public final class Refusals {
  private static final int KEPT = 16;
  private final Database database;

  public Refusals(Database database) {
    this.database = database;
  }

  /** Remembers one; the oldest is forgotten. */
  public void add(Refusal refusal) {
    database.run(
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO refusal (time, reason, subject, detail) VALUES (?, ?, ?, ?)")) {
            insert.setLong(1, refusal.time().toEpochMilli());
            insert.setString(2, refusal.reason());
            insert.setString(3, refusal.subject());
            insert.setString(4, refusal.detail());
            insert.executeUpdate();
          }
          try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                "DELETE FROM refusal WHERE id <= (SELECT max(id) FROM refusal) - " + KEPT);
          }
        });
  }

  /** Those remembered, newest last. */
  public List<Refusal> all() {
    return database.transact(
        connection -> {
          List<Refusal> refusals = new ArrayList<>();
          try (Statement statement = connection.createStatement();
              ResultSet rows = statement.executeQuery("SELECT * FROM refusal ORDER BY id")) {
            while (rows.next()) {
              refusals.add(
                  new Refusal(
                      Instant.ofEpochMilli(rows.getLong("time")),
                      rows.getString("reason"),
                      rows.getString("subject"),
                      rows.getString("detail")));
            }
          }
          return refusals;
        });
  }
}
