package io.github.mondayauth.vault.jdbc;

import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
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
  private static final int SQLITE_BUSY = 5;

  /** Work on a connection. */
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  private final DataSource source;
  private volatile @Nullable WriterQueue writers;

  private record WriterQueue(Lock lock, long busyNanos) {}

  JdbcSession(DataSource source) {
    this.source = source;
  }

  /**
   * Makes the writers of this process wait for each other before they use the database: SQLite has
   * one writer at a time, and makes the others sleep and try again in no order. The time in the
   * queue counts against the busy timeout.
   */
  void queueWriters(Duration busyTimeout) {
    writers = new WriterQueue(new ReentrantLock(true), busyTimeout.toNanos());
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
    return queued(work, this::read);
  }

  /** Runs work in one transaction. */
  <T> T transact(Work<T> work) {
    return queued(work, this::transactNow);
  }

  private <T> T queued(Work<T> work, Function<Work<T>, T> run) {
    WriterQueue queue = writers;
    if (queue == null) {
      return run.apply(work);
    }
    long begun = System.nanoTime();
    // Handing over a fair lock costs far more than SQLite's commit, so most calls may overtake.
    // Some always queue, so that no caller starves.
    boolean hasOvertaken =
        ThreadLocalRandom.current().nextInt(QUEUE_EVERY) > 0 && queue.lock().tryLock();
    if (!hasOvertaken) {
      acquire(queue);
    }
    try {
      long waited = System.nanoTime() - begun;
      // Changing the timeout costs two statements, so a short wait is not counted.
      boolean counts = waited > queue.busyNanos() / 20;
      return run.apply(counts ? within(queue.busyNanos(), waited, work) : work);
    } finally {
      queue.lock().unlock();
    }
  }

  private static void acquire(WriterQueue queue) {
    boolean acquired = false;
    try {
      acquired = queue.lock().tryLock(queue.busyNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    if (!acquired) {
      throw new VaultException(
          Reason.STORE_FAILED,
          "SQLite is busy: expected the other writers of this process to finish within the"
              + " busy_timeout of "
              + TimeUnit.NANOSECONDS.toMillis(queue.busyNanos())
              + " ms. Nothing was written");
    }
  }

  /**
   * Shortens SQLite's busy timeout for one piece of work, to what the queue left of it. The failure
   * of the work is the one that is thrown.
   */
  private static <T> Work<T> within(long usual, long waited, Work<T> work) {
    return connection -> {
      setBusyTimeout(connection, Math.max(0, usual - waited));
      T result;
      try {
        result = work.on(connection);
      } catch (SQLException | RuntimeException | Error failed) {
        try {
          setBusyTimeout(connection, usual);
        } catch (SQLException second) {
          failed.addSuppressed(second);
        }
        throw failed;
      }
      setBusyTimeout(connection, usual);
      return result;
    };
  }

  private static void setBusyTimeout(Connection connection, long nanos) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = " + TimeUnit.NANOSECONDS.toMillis(nanos));
    }
  }

  private <T> T transactNow(Work<T> work) {
    return attempt(
        connection -> {
          T result;
          try {
            connection.setAutoCommit(false);
            result = work.on(connection);
            connection.commit();
          } catch (SQLException | RuntimeException | Error failed) {
            rollBack(connection, failed);
            throw failed;
          }
          connection.setAutoCommit(true);
          return result;
        });
  }

  private <T> T attempt(Work<T> work) {
    for (int attempt = 1; ; attempt++) {
      try (Connection connection = source.getConnection()) {
        return work.on(connection);
      } catch (SQLException failed) {
        if (attempt == ATTEMPTS || !JdbcDialect.isRolledBack(failed)) {
          throw new VaultException(Reason.STORE_FAILED, message(failed), failed);
        }
      }
    }
  }

  private static String message(SQLException failed) {
    String message =
        "the database failed, SQL state "
            + failed.getSQLState()
            + ", code "
            + failed.getErrorCode();
    boolean isBusy = failed.getSQLState() == null && failed.getErrorCode() == SQLITE_BUSY;
    return isBusy
        ? message
            + ": another connection holds SQLite's write lock. Do not call the vault inside a write"
            + " transaction of the application"
        : message;
  }

  /**
   * Rolls back, keeping the first failure as the one that is thrown: after SQLite's disk was full,
   * for example, both steps fail because no transaction is active.
   */
  private static void rollBack(Connection connection, Throwable first) {
    try {
      connection.rollback();
    } catch (SQLException second) {
      first.addSuppressed(second);
    }
    try {
      connection.setAutoCommit(true);
    } catch (SQLException second) {
      first.addSuppressed(second);
    }
  }
}
