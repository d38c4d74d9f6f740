package io.github.mondayauth.vault;

import io.github.mondayauth.vault.VaultException.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Borrows a connection for one piece of work and gives it back. Work that the database rolled back
 * for the sake of others is done again; whatever else fails is thrown.
 */
final class JdbcSession {
  private static final int ATTEMPTS = 20;
  private static final int QUEUE_EVERY = 16;

  /** A piece of work on a connection. */
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  private final DataSource source;
  private volatile @Nullable Lock writer;

  JdbcSession(DataSource source) {
    this.source = source;
  }

  /**
   * Lets the writers of this process wait for one another before they ask the database: SQLite has
   * one writer at a time and lets the others sleep and try again, in no order.
   */
  void queueWriters() {
    writer = new ReentrantLock(true);
  }

  /** Does work of single statements that read, each of them its own transaction. */
  <T> T read(Work<T> work) {
    return attempt(
        connection -> {
          if (!connection.getAutoCommit()) {
            connection.setAutoCommit(true);
          }
          return work.on(connection);
        });
  }

  /** Does work of single statements, each of them its own transaction. */
  <T> T write(Work<T> work) {
    return queued(() -> read(work));
  }

  /** Does work as one transaction. */
  <T> T transact(Work<T> work) {
    return queued(() -> transactNow(work));
  }

  private <T> T queued(Supplier<T> work) {
    Lock lock = writer;
    if (lock == null) {
      return work.get();
    }
    // Handing a lock over in order costs far more than SQLite's commit: most calls may overtake,
    // and
    // some always queue, so that nobody waits for ever.
    boolean overtaken = ThreadLocalRandom.current().nextInt(QUEUE_EVERY) > 0 && lock.tryLock();
    if (!overtaken) {
      lock.lock();
    }
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  private <T> T transactNow(Work<T> work) {
    return attempt(
        connection -> {
          connection.setAutoCommit(false);
          boolean committed = false;
          try {
            T result = work.on(connection);
            connection.commit();
            committed = true;
            return result;
          } finally {
            if (!committed) {
              rollBack(connection);
            }
            connection.setAutoCommit(true);
          }
        });
  }

  private <T> T attempt(Work<T> work) {
    for (int attempt = 1; ; attempt++) {
      try (Connection connection = source.getConnection()) {
        return work.on(connection);
      } catch (SQLException failed) {
        if (attempt == ATTEMPTS || !JdbcDialect.isRolledBack(failed)) {
          throw new VaultException(
              Reason.STORE_FAILED,
              "the database failed, SQL state " + failed.getSQLState(),
              failed);
        }
      }
    }
  }

  private static void rollBack(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException lost) {
      // The failure that led here is thrown; a lost connection rolls back by itself.
    }
  }
}
