package io.skerry.controller.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.skerry.controller.db.Database;
import io.skerry.controller.events.EventHub;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditLogTest {
  @TempDir Path folder;
  private Database database;
  private AuditLog log;

  @BeforeEach
  void open() {
    database = Database.open(folder.resolve("a.db"));
    log = new AuditLog(database, new EventHub(Clock.systemUTC()), Clock.systemUTC());
    for (String subject : List.of("a", "b", "c")) {
      database.update(handle -> log.add(handle, "admin", "device.label", subject, "x"));
    }
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void showsTheNewestFirst() {
    assertEquals(List.of("c", "b"), log.newest(2).stream().map(AuditLine::subject).toList());
  }

  @Test
  void chainsEachLineToTheOneBefore() {
    String previous = AuditLine.FIRST;
    for (AuditLine line : log.newest(3).reversed()) {
      assertEquals(line, line.after(previous));
      previous = line.hash();
    }
  }

  @Test
  void neitherChangesNorForgetsALine() {
    assertThrows(
        JdbiException.class,
        () -> database.update(handle -> handle.execute("UPDATE audit SET who = 'b'")));
    assertThrows(
        JdbiException.class, () -> database.update(handle -> handle.execute("DELETE FROM audit")));
  }

  @Test
  void writesNothingForAChangeThatWasRolledBack() {
    assertThrows(
        IllegalStateException.class,
        () ->
            database.update(
                handle -> {
                  log.add(handle, "admin", "device.label", "d", "x");
                  throw new IllegalStateException("half way");
                }));
    assertEquals("c", log.newest(1).getFirst().subject());
  }
}
