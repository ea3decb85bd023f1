package io.skerry.agent.state;

import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.message.Assignment.Desired;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The releases on this device: per model the newest attempt and the last healthy one. What a
 * restart starts is the attempt where it serves, else the last healthy one. Thread-safe.
 */
public final class Releases {
  private final Database database;

  public Releases(Database database) {
    this.database = database;
  }

  /** The newest attempts by model, in the order of names. */
  public Map<ModelName, Attempt> attempts() {
    return database.transact(
        connection -> {
          Map<ModelName, Attempt> attempts = new TreeMap<>();
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery("SELECT * FROM attempt")) {
            while (row.next()) {
              Attempt attempt = attempt(row);
              attempts.put(attempt.desired().release().model(), attempt);
            }
          }
          return attempts;
        });
  }

  /** The last healthy releases by model, in the order of names. */
  public Map<ModelName, Healthy> healthy() {
    return database.transact(
        connection -> {
          Map<ModelName, Healthy> all = new TreeMap<>();
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery("SELECT * FROM healthy")) {
            while (row.next()) {
              Healthy healthy = healthy(row);
              all.put(healthy.desired().release().model(), healthy);
            }
          }
          return all;
        });
  }

  /** Stores the newest attempt of its model. */
  public void save(Attempt attempt) {
    database.run(connection -> save(connection, attempt));
  }

  /** Stores an attempt that is healthy, and what a failure goes back to from now on. */
  public void save(Attempt attempt, Healthy healthy) {
    database.run(
        connection -> {
          save(connection, attempt);
          save(connection, healthy);
        });
  }

  /** Stores what a failure goes back to. */
  public void save(Healthy healthy) {
    database.run(connection -> save(connection, healthy));
  }

  /** Forgets all about a model. */
  public void forget(ModelName model) {
    database.run(
        connection -> {
          Rows.update(connection, "DELETE FROM attempt WHERE model = ?", model.toString());
          Rows.update(connection, "DELETE FROM healthy WHERE model = ?", model.toString());
        });
  }

  /** An orderly end: whatever is being started now has not taken the process down. */
  public void forgiveStarts() {
    database.run(
        connection -> {
          Rows.update(connection, "UPDATE attempt SET starts = 0");
          Rows.update(connection, "UPDATE healthy SET starts = 0");
        });
  }

  private static void save(Connection connection, Attempt attempt) throws SQLException {
    Rows.update(
        connection,
        "INSERT OR REPLACE INTO attempt VALUES (?, ?, ?, ?, ?, ?)",
        attempt.desired().release().model().toString(),
        attempt.desired(),
        attempt.assignment(),
        attempt.status(),
        attempt.manifest().orElse(null),
        attempt.starts());
  }

  private static void save(Connection connection, Healthy healthy) throws SQLException {
    Rows.update(
        connection,
        "INSERT OR REPLACE INTO healthy VALUES (?, ?, ?, ?, ?)",
        healthy.desired().release().model().toString(),
        healthy.desired(),
        healthy.status(),
        healthy.manifest(),
        healthy.starts());
  }

  private static Attempt attempt(ResultSet row) throws SQLException {
    byte[] manifest = row.getBytes("manifest");
    return new Attempt(
        Rows.read(row.getBytes("desired"), Desired.class),
        row.getLong("assignment"),
        Rows.read(row.getBytes("status"), Status.class),
        manifest == null ? Optional.empty() : Optional.of(Rows.read(manifest, Blob.class)),
        row.getInt("starts"));
  }

  private static Healthy healthy(ResultSet row) throws SQLException {
    return new Healthy(
        Rows.read(row.getBytes("desired"), Desired.class),
        Rows.read(row.getBytes("status"), Status.class),
        Rows.read(row.getBytes("manifest"), Blob.class),
        row.getInt("starts"));
  }
}
