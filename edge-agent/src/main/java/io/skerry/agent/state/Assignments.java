package io.skerry.agent.state;

import io.skerry.protocol.activation.AssignmentMark;
import io.skerry.protocol.activation.VerifiedAssignment;
import io.skerry.protocol.message.Assignment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * The assignment that the device follows, with the mark that no older one may pass. Thread-safe.
 */
public final class Assignments {
  private final Database database;

  public Assignments(Database database) {
    this.database = database;
  }

  /** The one accepted last; empty before the first. */
  public Optional<VerifiedAssignment> current() {
    return database.transact(
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery("SELECT document, mark FROM assignment")) {
            return row.next() ? Optional.of(read(row)) : Optional.empty();
          }
        });
  }

  /** The mark of the one accepted last. */
  public AssignmentMark mark() {
    return current().map(VerifiedAssignment::mark).orElse(AssignmentMark.NONE);
  }

  /** Accepts one, before anything is done about it. */
  public void accept(VerifiedAssignment verified) {
    database.run(
        connection ->
            Rows.update(
                connection,
                "INSERT OR REPLACE INTO assignment VALUES (1, ?, ?)",
                verified.assignment(),
                verified.mark()));
  }

  private static VerifiedAssignment read(ResultSet row) throws SQLException {
    return new VerifiedAssignment(
        Rows.read(row.getBytes("document"), Assignment.class),
        Rows.read(row.getBytes("mark"), AssignmentMark.class));
  }
}
