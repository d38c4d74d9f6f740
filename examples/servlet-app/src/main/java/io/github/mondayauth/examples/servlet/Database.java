package io.github.mondayauth.examples.servlet;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** Opens a connection pool on a database, configured so that committed changes survive a crash. */
final class Database {
  private Database() {}

  static HikariDataSource open(String url) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("monday-auth");
    if (url.startsWith("jdbc:sqlite:")) {
      config.setJdbcUrl(url + "?journal_mode=WAL&synchronous=FULL&busy_timeout=10000");
      config.setMaximumPoolSize(4);
    } else {
      config.setJdbcUrl(url);
      config.setMaximumPoolSize(10);
    }
    return new HikariDataSource(config);
  }
}
