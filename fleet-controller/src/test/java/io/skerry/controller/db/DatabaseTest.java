package io.skerry.controller.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
  @TempDir Path folder;

  @Test
  void keepsWhatWasCommittedOverAnOpening() {
    try (Database database = Database.open(folder.resolve("a.db"))) {
      database.update(handle -> handle.execute("INSERT INTO api_token VALUES ('h', 'n', 't')"));
    }
    try (Database database = Database.open(folder.resolve("a.db"))) {
      assertEquals("n", nameIn(database));
    }
  }

  @Test
  void rollsBackATransactionThatThrows() {
    try (Database database = Database.open(folder.resolve("a.db"))) {
      assertThrows(
          IllegalStateException.class,
          () ->
              database.update(
                  handle -> {
                    handle.execute("INSERT INTO api_token VALUES ('h', 'n', 't')");
                    throw new IllegalStateException("half way");
                  }));
      assertEquals("", nameIn(database));
    }
  }

  private static String nameIn(Database database) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT name FROM api_token")
                .mapTo(String.class)
                .findOne()
                .orElse(""));
  }
}
