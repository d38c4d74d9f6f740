package io.github.mondayauth.vault.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * A MySQL server that runs already, with a database for the tests alone. Its JDBC URL is the system
 * property {@code mysql.url} or the environment variable {@code MYSQL_URL}.
 */
public final class MySql {
  private MySql() {}

  /** Opens a pool, or skips the test if no server is named. */
  public static HikariDataSource open(int size) {
    Optional<String> url =
        Optional.ofNullable(System.getProperty("mysql.url", System.getenv("MYSQL_URL")));
    Assumptions.assumeTrue(url.isPresent(), "no MySQL: set mysql.url or MYSQL_URL to a JDBC URL");
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url.orElseThrow());
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(120_000);
    return new HikariDataSource(config);
  }
}
