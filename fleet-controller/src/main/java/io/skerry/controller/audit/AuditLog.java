package io.skerry.controller.audit;

import io.skerry.controller.db.Database;
import io.skerry.controller.events.EventHub;
import io.skerry.controller.events.EventType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The audit lines in the database: they are only added. Thread-safe. */
public final class AuditLog implements Audit {
  private static final int MAX_CHARS = 1000;
  private static final String COLUMNS = "number, time, who, action, subject, detail, hash";

  private final Database database;
  private final EventHub hub;
  private final Clock clock;

  public AuditLog(Database database, EventHub hub, Clock clock) {
    this.database = database;
    this.hub = hub;
    this.clock = clock;
  }

  @Override
  public void add(Handle handle, String who, String action, String subject, String detail) {
    AuditLine last =
        lines(handle, 1).stream().findFirst().orElse(line(0, "", "", "", AuditLine.FIRST));
    AuditLine next =
        line(last.number() + 1, who, action, subject, shortened(detail)).after(last.hash());
    handle.execute(
        "INSERT INTO audit (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?)",
        next.number(),
        next.time().toString(),
        next.who(),
        next.action(),
        next.subject(),
        next.detail(),
        next.hash());
    hub.tellAfterCommit(handle, EventType.AUDIT, next);
  }

  /** The newest lines, newest first. */
  List<AuditLine> newest(int limit) {
    return database.read(handle -> lines(handle, limit));
  }

  private static List<AuditLine> lines(Handle handle, int limit) {
    return handle
        .createQuery("SELECT " + COLUMNS + " FROM audit ORDER BY number DESC LIMIT :limit")
        .bind("limit", limit)
        .map((row, context) -> line(row))
        .list();
  }

  private AuditLine line(long number, String who, String action, String subject, String detail) {
    return new AuditLine(number, clock.instant(), who, action, subject, detail, AuditLine.FIRST);
  }

  private static AuditLine line(ResultSet row) throws SQLException {
    return new AuditLine(
        row.getLong("number"),
        Instant.parse(row.getString("time")),
        row.getString("who"),
        row.getString("action"),
        row.getString("subject"),
        row.getString("detail"),
        row.getString("hash"));
  }

  private static String shortened(String text) {
    return text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) + "…" : text;
  }
}
