package io.github.mondayauth.vault.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.vault.VaultException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Writers that have waited in the queue of SQLite's writers, so that their busy timeout is short.
 */
class JdbcSessionTest {
  private final HikariDataSource source = Databases.sqlite(Databases.newFile());
  private final FailingDataSource failing = new FailingDataSource(source);
  private final JdbcSession session = new JdbcSession(failing.source());

  /** With a busy timeout of zero, which every writer has waited longer for. */
  @BeforeEach
  void letEveryWaitCount() {
    session.queueWriters(Duration.ZERO);
  }

  @AfterEach
  void close() {
    source.close();
  }

  @Test
  void theFirstFailureOfAWriteIsTheCauseAlsoIfTheBusyTimeoutCannotBeRestored() {
    SQLException full = new SQLException("database or disk is full");

    assertThatThrownBy(
            () ->
                session.write(
                    connection -> {
                      failing.fail("createStatement", "08006", 1);
                      throw full;
                    }))
        .isInstanceOf(VaultException.class)
        .hasCause(full);
    assertThat(full.getSuppressed())
        .extracting(Throwable::getMessage)
        .contains("requested failure");
  }

  @Test
  void theBusyTimeoutIsRestoredAfterAFailure() {
    IllegalStateException failure = new IllegalStateException("requested failure");

    assertThatThrownBy(
            () ->
                session.write(
                    connection -> {
                      setBusyTimeout(connection, 7);
                      throw failure;
                    }))
        .isSameAs(failure);
    assertThat(session.read(JdbcSessionTest::busyTimeout)).isZero();
  }

  private static void setBusyTimeout(Connection connection, int millis) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = " + millis);
    }
  }

  private static int busyTimeout(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA busy_timeout")) {
      return row.getInt(1);
    }
  }
}
