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
import java.net.URI;
import java.util.Random;

/** What the process that is killed and the one that looks afterwards agree on. */
final class Place {
  static final int WRITERS = 4;
  static final int NAMES = 6;

  private Place() {}

  /** A pool; durability is the URL's and the server's. */
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

  static TokenVault vault(HikariDataSource source, String keys) {
    MondayApp app = MondayApp.builder("client-id", URI.create("https://app.example.com")).build();
    return TokenVault.open(app, TokenStore.jdbc(source), KeyRing.of(Secret.of(keys)));
  }

  /** Every writer has an account of its own. */
  static MondayUser user(int writer) {
    return new MondayUser(new MondayAccount(1_000 + writer), 7);
  }

  static String name(int name) {
    return "name-" + name;
  }

  /** The value a writer stores: 10 to 6,000 characters, different every time. */
  static Secret value(String tag) {
    Random random = new Random(tag.hashCode());
    StringBuilder value = new StringBuilder(tag).append(':');
    int length = random.nextInt(10) == 0 ? random.nextInt(6_000) : random.nextInt(300);
    for (int i = 0; i < length; i++) {
      value.append((char) ('a' + random.nextInt(26)));
    }
    return Secret.of(value.toString());
  }
}
