package io.github.mondayauth.vault.crash;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.Vaults;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What the process that is killed and the test that reads afterwards have in common. */
final class KillTestSetup {
  static final int WRITERS = 4;
  static final int NAMES = 6;

  private KillTestSetup() {}

  /** Opens a pool. Durability depends on the URL's options and on the server. */
  static HikariDataSource source(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    if (url.startsWith("jdbc:sqlite:")) {
      config.addDataSourceProperty("journal_mode", "WAL");
      config.addDataSourceProperty("synchronous", "FULL");
      config.addDataSourceProperty("busy_timeout", "60000");
    }
    config.setMaximumPoolSize(WRITERS);
    config.setConnectionTimeout(120_000);
    return new HikariDataSource(config);
  }

  /** The URL of an H2 database in a file, with a lock timeout for busy machines. */
  static String h2Url(Path file, int writeDelay) {
    return "jdbc:h2:file:" + file + ";WRITE_DELAY=" + writeDelay + ";LOCK_TIMEOUT=60000";
  }

  static TokenVault vault(HikariDataSource source, String keys) {
    MondayApp app =
        MondayApp.builder(Vaults.CLIENT_ID, URI.create("https://app.example.com")).build();
    return TokenVault.open(app, TokenStore.jdbc(source), KeyRing.of(Secret.of(keys)));
  }

  /** The user whose secrets a writer writes. Every writer has its own account. */
  static MondayUser user(int writer) {
    return new MondayAccount(1_000 + writer).user(7);
  }

  static String name(int name) {
    return "name-" + name;
  }

  /** The value that a writer stores: up to 6,000 characters, which depend on the tag. */
  static Secret value(String tag) {
    Random random = new Random(tag.hashCode());
    StringBuilder value = new StringBuilder(tag).append(':');
    int length = random.nextInt(10) == 0 ? random.nextInt(6_000) : random.nextInt(300);
    for (int i = 0; i < length; i++) {
      value.append((char) ('a' + random.nextInt(26)));
    }
    return Secret.of(value.toString());
  }

  /** Starts another JVM with this one's class path. */
  static Process start(Class<?> main, ProcessBuilder.Redirect errors, List<String> arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command).redirectError(errors).start();
  }
}
