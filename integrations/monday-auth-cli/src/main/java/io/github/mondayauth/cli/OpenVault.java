package io.github.mondayauth.cli;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The vault that the settings describe, and its database, which is never created. */
final class OpenVault implements AutoCloseable {
  private static final String SQLITE = "jdbc:sqlite:";
  private static final String POSTGRESQL = "jdbc:postgresql:";

  /** SQLite's flag to open a file for reading and writing, and not to create it. */
  private static final String READ_AND_WRITE = "2";

  private static final int PAGE = 500;

  private final HikariDataSource source;
  private final TokenStore store;
  private final MondayApp app;
  private final TokenVault vault;

  private OpenVault(HikariDataSource source, TokenStore store, MondayApp app, TokenVault vault) {
    this.source = source;
    this.store = store;
    this.app = app;
    this.vault = vault;
  }

  /**
   * Opens the vault.
   *
   * @param settings names the client id, the database and the keys
   * @param needsClientSecret whether the app has its client secret
   */
  static OpenVault of(Settings settings, boolean needsClientSecret) {
    MondayApp.Builder builder =
        MondayApp.builder(
            settings.require("MONDAY_CLIENT_ID", "the app's client id"),
            URI.create("https://command-line.invalid"));
    if (needsClientSecret) {
      builder.clientSecret(
          Secret.of(settings.require("MONDAY_CLIENT_SECRET", "the app's client secret")));
    }
    MondayApp app = builder.build();
    KeyRing keys = keys(settings.require("VAULT_KEYS", "a file or folder with the vault's keys"));
    HikariDataSource source = connect(settings);
    try {
      TokenStore store = TokenStore.jdbc(source);
      return new OpenVault(source, store, app, TokenVault.open(app, store, keys));
    } catch (RuntimeException failed) {
      source.close();
      throw failed;
    }
  }

  private static KeyRing keys(String name) {
    Path path;
    try {
      path = Path.of(name);
    } catch (InvalidPathException invalid) {
      throw CliException.usage(
          "VAULT_KEYS: expected a path, found an invalid one", "Correct VAULT_KEYS.");
    }
    if (Files.isDirectory(path)) {
      return KeyRing.fromDirectory(path);
    }
    if (!Files.isReadable(path)) {
      throw CliException.usage(
          "VAULT_KEYS: expected a readable file or folder at " + path + ", found none",
          "Correct VAULT_KEYS.");
    }
    return KeyRing.fromFile(path);
  }

  private static HikariDataSource connect(Settings settings) {
    String url = settings.require("VAULT_JDBC_URL", "the JDBC URL of the vault's database");
    HikariConfig config = new HikariConfig();
    config.setMaximumPoolSize(4);
    config.setMinimumIdle(1);
    if (url.startsWith(SQLITE)) {
      requireFile(url.substring(SQLITE.length()));
      config.addDataSourceProperty("open_mode", READ_AND_WRITE);
      config.addDataSourceProperty("synchronous", "FULL");
      config.addDataSourceProperty("busy_timeout", "60000");
    } else if (!url.startsWith(POSTGRESQL)) {
      throw CliException.usage(
          "VAULT_JDBC_URL: expected a URL that starts with "
              + SQLITE
              + " or "
              + POSTGRESQL
              + ", found another one",
          "Correct VAULT_JDBC_URL.");
    }
    config.setJdbcUrl(url);
    config.setUsername(settings.find("VAULT_JDBC_USER"));
    config.setPassword(settings.find("VAULT_JDBC_PASSWORD"));
    try {
      return new HikariDataSource(config);
    } catch (PoolInitializationException failed) {
      throw unreachable(failed);
    } catch (RuntimeException invalid) {
      // The message may contain the URL with its password.
      throw CliException.usage(
          "VAULT_JDBC_URL: expected a URL that the driver accepts, found an invalid one",
          "Correct VAULT_JDBC_URL.");
    }
  }

  private static CliException unreachable(Throwable failed) {
    Throwable cause = failed;
    while (cause != null && !(cause instanceof SQLException)) {
      cause = cause.getCause();
    }
    String state = cause instanceof SQLException sql ? sql.getSQLState() : null;
    return new CliException(
        ExitCode.FAILED,
        "expected a connection to the database, found a failure"
            + (state == null ? "" : " with SQL state " + state),
        "Check VAULT_JDBC_URL, the user and the password, and that the database is running.");
  }

  /** SQLite creates a missing database, also at a mistyped path. */
  private static void requireFile(String rest) {
    String name = rest.replaceFirst("[?].*$", "").replaceFirst("^file:(//(?=/))?", "");
    boolean exists;
    try {
      exists = Files.isRegularFile(Path.of(name));
    } catch (InvalidPathException invalid) {
      exists = false;
    }
    if (!exists) {
      throw CliException.usage(
          "VAULT_JDBC_URL: expected a SQLite database at " + name + ", found none",
          "Correct the path; nothing was created.");
    }
  }

  MondayApp app() {
    return app;
  }

  TokenVault vault() {
    return vault;
  }

  /** Whether the account has a root in the store. */
  boolean has(long account) {
    return store.find(TokenStore.Key.root(app.clientId(), account)).isPresent();
  }

  /** Returns the ids of all accounts of the app, in ascending order. */
  List<Long> accounts() {
    List<Long> accounts = new ArrayList<>();
    TokenStore.@Nullable Key after = null;
    List<TokenStore.Row> page;
    do {
      page = store.roots(app.clientId(), after, PAGE);
      for (TokenStore.Row row : page) {
        after = row.key();
        // Account 0 contains records of the app itself.
        if (row.key().account() > 0) {
          accounts.add(row.key().account());
        }
      }
    } while (page.size() == PAGE);
    accounts.sort(null);
    return accounts;
  }

  /** Fails if the app has no account, which usually means that the client id is mistyped. */
  void requireAccounts() {
    TokenStore.@Nullable Key after = null;
    for (TokenStore.Row row : store.roots(app.clientId(), after, 2)) {
      if (row.key().account() > 0) {
        return;
      }
    }
    throw noAccount();
  }

  /** Returns the exception for a store without accounts of the app. */
  CliException noAccount() {
    return new CliException(
        ExitCode.FOUND,
        "no account of this app: the database has none with client id " + app.clientId(),
        "Compare MONDAY_CLIENT_ID with the client id in the Developer Center.");
  }

  @Override
  public void close() {
    source.close();
  }
}
