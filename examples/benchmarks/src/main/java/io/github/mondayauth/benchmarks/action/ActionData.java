package io.github.mondayauth.benchmarks.action;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.benchmarks.store.Database;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Credential;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** The same two credentials of every user, stored in each subject's own tables. */
final class ActionData {
  /** The name of the database. */
  static final String NAME = "actions";

  /** The length of every access token and refresh token. */
  static final int TOKEN_CHARACTERS = 200;

  private static final String BARE =
      """
      CREATE TABLE bare (account bigint NOT NULL, person bigint NOT NULL, service text NOT NULL,
        credential bytea NOT NULL, PRIMARY KEY (account, person, service));
      INSERT INTO bare SELECT account, substring(name FROM 'user:([0-9]+)')::bigint,
        split_part(name, '/', 3), content FROM monday_auth_record WHERE name LIKE 'credential/%'\
      """;

  private ActionData() {}

  /**
   * A credential that no subject needs to refresh.
   *
   * @param accessToken the access token
   * @param refreshToken the refresh token
   * @param issuedAt when it was issued
   * @param expiresAt when the access token expires
   */
  record Issued(String accessToken, String refreshToken, Instant issuedAt, Instant expiresAt) {
    static Issued random() {
      Instant now = Instant.now();
      return new Issued(token(), token(), now, now.plus(Duration.ofDays(30)));
    }

    private static String token() {
      long random =
          ThreadLocalRandom.current().nextLong(1_000_000_000_000_000_000L, Long.MAX_VALUE);
      return ("gho_" + random).repeat(9).substring(0, TOKEN_CHARACTERS);
    }

    @Override
    public String toString() {
      return "Issued[" + expiresAt + "]";
    }
  }

  /** Creates the database, and stores the credentials of the given number of users. */
  static void create(Database database, Secret keys, int users) throws SQLException {
    try (HikariDataSource durable = database.create(NAME);
        HikariDataSource source = database.pool(NAME, false)) {
      TokenStore.createTables(source);
      Connections connections = MondayAuthAction.connections(source, KeyRing.of(keys));
      SpringStore spring = new SpringStore(source);
      execute(source, SpringStore.schema());
      IntStream.range(0, users)
          .parallel()
          .mapToObj(ActionRequests::user)
          .forEach(
              user -> {
                store(connections, spring, user, ActionRequests.FIRST);
                store(connections, spring, user, ActionRequests.SECOND);
              });
      // The same bytes as the library's rows.
      execute(source, BARE);
      Database.settle(durable);
    }
  }

  private static void store(
      Connections connections, SpringStore spring, MondayUser user, String connection) {
    Issued issued = Issued.random();
    connections
        .admin()
        .put(
            user,
            connection,
            Credential.of(Secret.of(issued.accessToken()))
                .withRefreshToken(Secret.of(issued.refreshToken()))
                .withExpiresAt(issued.expiresAt())
                .withScopes("repo"));
    spring.save(user, connection, issued);
  }

  private static void execute(HikariDataSource source, String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
