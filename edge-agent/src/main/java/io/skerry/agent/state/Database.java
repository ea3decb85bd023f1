package io.skerry.agent.state;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The agent's SQLite file: one connection, one transaction at a time, each on disk before the call
 * returns (WAL, synchronous=FULL). Thread-safe. The opener closes it.
 */
public final class Database implements AutoCloseable {
  private final Connection connection;
  private final ReentrantLock lock = new ReentrantLock();

  private Database(Connection connection) {
    this.connection = connection;
  }

  /**
   * Opens or creates the file, and brings its schema up to date.
   *
   * @throws StateException also for a file that a newer release of the agent wrote
   */
  public static Database open(Path file) {
    Properties settings = new Properties();
    settings.setProperty("journal_mode", "WAL");
    settings.setProperty("synchronous", "FULL");
    settings.setProperty("busy_timeout", "5000");
    settings.setProperty("foreign_keys", "true");
    try {
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, settings);
      try {
        connection.setAutoCommit(false);
        Schema.migrate(connection);
        return new Database(connection);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new StateException(file + ": " + e.getMessage(), e);
    }
  }

  /** Does this work wholly or not at all; the work must not call back into this class. */
  public <T> T transact(Work<T> work) {
    lock.lock();
    try {
      T result = work.in(connection);
      connection.commit();
      return result;
    } catch (SQLException e) {
      rollback(e);
      throw new StateException("agent.db: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      rollback(e);
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /** The same, for work without a result. */
  public void run(Step step) {
    transact(
        connection -> {
          step.in(connection);
          return true;
        });
  }

  @Override
  public void close() {
    lock.lock();
    try {
      connection.close();
    } catch (SQLException e) {
      throw new StateException("agent.db: " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  private void rollback(Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  /** Statements of one transaction. */
  @FunctionalInterface
  public interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  /** Statements of one transaction, without a result. */
  @FunctionalInterface
  public interface Step {
    void in(Connection connection) throws SQLException;
  }
}
