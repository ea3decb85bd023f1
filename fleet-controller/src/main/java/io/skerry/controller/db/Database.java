package io.skerry.controller.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The controller's SQLite database: many readers, one writer, write-ahead log, migrated on opening.
 *
 * <p>A transaction that returned survives a power cut. A reader sees the last committed state and
 * waits for nobody; writers queue for 30 s at most. Callbacks block: call from a virtual thread,
 * never from an event loop, and never write inside a read or a write. Faults of the database come
 * as {@link org.jdbi.v3.core.JdbiException}. Thread-safe.
 */
public final class Database implements AutoCloseable {
  private static final int READERS = 4;
  private static final int BUSY_TIMEOUT_MS = 10_000;
  private static final long CONNECTION_TIMEOUT_MS = 30_000;

  private final HikariDataSource readers;
  private final HikariDataSource writer;
  private final Jdbi read;
  private final Jdbi write;

  private Database(HikariDataSource readers, HikariDataSource writer) {
    this.readers = readers;
    this.writer = writer;
    this.read = Jdbi.create(readers);
    this.write = Jdbi.create(writer);
  }

  /** Opens the file, creating it where there is none, and brings its schema up to date. */
  public static Database open(Path file) {
    HikariDataSource writer = pool("writer", file, 1);
    try {
      Flyway.configure(Database.class.getClassLoader())
          .dataSource(writer)
          .outOfOrder(true)
          .load()
          .migrate();
      return new Database(pool("reader", file, READERS), writer);
    } catch (RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  /** Reads from one consistent state. */
  public <T, X extends Exception> T read(HandleCallback<T, X> callback) throws X {
    return read.inTransaction(callback);
  }

  /** Runs one transaction, which an exception rolls back. */
  public <T, X extends Exception> T write(HandleCallback<T, X> callback) throws X {
    return write.inTransaction(callback);
  }

  /** Runs one transaction that gives nothing back; an exception rolls it back. */
  public <X extends Exception> void update(HandleConsumer<X> consumer) throws X {
    write.useTransaction(consumer);
  }

  @Override
  public void close() {
    readers.close();
    writer.close();
  }

  private static HikariDataSource pool(String name, Path file, int size) {
    SQLiteConfig sqlite = new SQLiteConfig();
    sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
    sqlite.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    sqlite.setBusyTimeout(BUSY_TIMEOUT_MS);
    sqlite.enforceForeignKeys(true);
    if (size == 1) {
      sqlite.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    }
    SQLiteDataSource source = new SQLiteDataSource(sqlite);
    source.setUrl("jdbc:sqlite:" + file);
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(source);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECTION_TIMEOUT_MS);
    return new HikariDataSource(config);
  }
}
