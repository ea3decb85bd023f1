package io.skerry.agent.outbox;

import io.skerry.agent.link.Publication;
import io.skerry.agent.state.Counters;
import io.skerry.agent.state.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The waiting messages in SQLite, oldest first, within limits. Thread-safe. */
final class OutboxTable {
  private static final String DROPPED = "outboxDropped";

  private final Database database;
  private final OutboxLimits limits;
  private Size size; // read and written inside transactions only, which come one at a time

  OutboxTable(Database database, OutboxLimits limits) {
    this.database = database;
    this.limits = limits;
    this.size = database.transact(OutboxTable::measure);
  }

  /** Appends these in order; what no longer fits is dropped from the other end and counted. */
  void append(List<Publication> messages) {
    database.run(
        connection -> {
          Size grown = size;
          try (PreparedStatement insert =
              connection.prepareStatement("INSERT INTO outbox (topic, payload) VALUES (?, ?)")) {
            for (Publication message : messages) {
              insert.setString(1, message.topic());
              insert.setBytes(2, message.payload());
              insert.addBatch();
              grown = grown.plus(message.payload().length);
            }
            insert.executeBatch();
          }
          size = shrink(connection, grown);
        });
  }

  /** The oldest messages. */
  List<Waiting> oldest(int limit) {
    return database.transact(
        connection -> {
          List<Waiting> messages = new ArrayList<>();
          try (PreparedStatement select =
              connection.prepareStatement("SELECT * FROM outbox ORDER BY id LIMIT ?")) {
            select.setInt(1, limit);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                messages.add(
                    new Waiting(
                        row.getLong("id"),
                        Publication.of(row.getString("topic"), row.getBytes("payload"))));
              }
            }
          }
          return messages;
        });
  }

  /** Removes messages that were delivered; those that were dropped meanwhile don't matter. */
  void remove(List<Waiting> delivered) {
    database.run(
        connection -> {
          Size left = size;
          try (PreparedStatement delete =
              connection.prepareStatement("DELETE FROM outbox WHERE id = ?")) {
            for (Waiting message : delivered) {
              delete.setLong(1, message.id());
              if (delete.executeUpdate() == 1) {
                left = left.minus(message.publication().payload().length);
              }
            }
          }
          size = left;
        });
  }

  /** Counts messages that were dropped before they came here. */
  void countDropped(long number) {
    database.run(connection -> Counters.add(connection, DROPPED, number));
  }

  long depth() {
    return database.transact(_ -> size.events());
  }

  long dropped() {
    return database.transact(connection -> Counters.add(connection, DROPPED, 0));
  }

  private Size shrink(Connection connection, Size grown) throws SQLException {
    Size left = grown;
    try (Statement statement = connection.createStatement();
        ResultSet oldest =
            statement.executeQuery("SELECT id, length(payload) AS bytes FROM outbox ORDER BY id")) {
      long last = -1;
      while (left.exceeds(limits) && oldest.next()) {
        last = oldest.getLong("id");
        left = left.minus(oldest.getLong("bytes"));
      }
      if (last < 0) {
        return left;
      }
      try (PreparedStatement delete =
          connection.prepareStatement("DELETE FROM outbox WHERE id <= ?")) {
        delete.setLong(1, last);
        Counters.add(connection, DROPPED, delete.executeUpdate());
      }
    }
    return left;
  }

  private static Size measure(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT count(*), sum(length(payload)) FROM outbox")) {
      return new Size(row.getLong(1), row.getLong(2));
    }
  }

  record Waiting(long id, Publication publication) {}

  private record Size(long events, long bytes) {
    Size plus(long more) {
      return new Size(events + 1, bytes + more);
    }

    Size minus(long less) {
      return new Size(events - 1, bytes - less);
    }

    boolean exceeds(OutboxLimits limits) {
      return events > limits.maxEvents() || bytes > limits.maxBytes();
    }
  }
}
