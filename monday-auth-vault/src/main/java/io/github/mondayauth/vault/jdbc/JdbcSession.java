package io.github.mondayauth.vault.jdbc;

import io.github.mondayauth.vault.VaultException;
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
 * Borrows a connection for each piece of work and returns it. Runs the work again if the database
 * rolled it back because of a conflict. Throws every other failure, since the work may have been
 * done.
 */
final class JdbcSession {
  private static final int ATTEMPTS = 20;
  private static final int QUEUE_EVERY = 16;

  /** Work on a connection. */
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  private final DataSource source;
  private volatile @Nullable Lock writer;

  JdbcSession(DataSource source) {
    this.source = source;
  }

  /**
   * Makes the writers of this process wait for each other before they use the database: SQLite has
   * one writer at a time, and makes the others sleep and try again in no order.
   */
  void queueWriters() {
    writer = new ReentrantLock(true);
  }

  /** Runs statements that read, each in its own transaction. */
  <T> T read(Work<T> work) {
    return attempt(
        connection -> {
          if (!connection.getAutoCommit()) {
            connection.setAutoCommit(true);
          }
          return work.on(connection);
        });
  }

  /** Runs statements that write, each in its own transaction. */
  <T> T write(Work<T> work) {
    return queued(() -> read(work));
  }

  /** Runs work in one transaction. */
  <T> T transact(Work<T> work) {
    return queued(() -> transactNow(work));
  }

  private <T> T queued(Supplier<T> work) {
    Lock lock = writer;
    if (lock == null) {
      return work.get();
    }
    // Handing over a fair lock costs far more than SQLite's commit, so most calls may overtake.
    // Some always queue, so that no caller starves.
    boolean hasOvertaken = ThreadLocalRandom.current().nextInt(QUEUE_EVERY) > 0 && lock.tryLock();
    if (!hasOvertaken) {
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
      // The original failure is thrown; a lost connection rolls back by itself.
    }
  }
}
