package io.github.mondayauth.benchmarks.store;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.Rotation;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.net.URI;
import java.time.Instant;
import javax.sql.DataSource;

/** Ours: sealed, bound to its user, fenced by its account. */
final class Vault implements Credentials {
  private final TokenVault vault;

  Vault(DataSource source, KeyRing keys) {
    TokenStore.createTables(source);
    vault =
        TokenVault.open(
            MondayApp.builder(
                    "d6c1e35f4ca4a1ee5ee2ae8ad1a0ad5f", URI.create("https://app.example.com"))
                .build(),
            TokenStore.jdbc(source),
            keys);
  }

  /** With so many users' credentials, stored by fast commits. */
  static Vault filled(Database database, String name, HikariDataSource source, int users)
      throws Exception {
    KeyRing keys = KeyRing.of(KeyRing.generate());
    try (HikariDataSource fast = database.pool(name, false);
        Load load = new Load(8)) {
      Vault vault = new Vault(fast, keys);
      load.forEach(users / USERS, vault::begin);
    }
    Database.settle(source);
    return new Vault(source, keys);
  }

  /** Encrypts everything under new data keys; the old ones stay. */
  Rotation.Report reencrypt() {
    return vault.rotation().reencrypt().run();
  }

  @Override
  public long find(MondayUser user) {
    return vault.find(user, SERVICE).orElseThrow().reveal().length();
  }

  @Override
  public void put(MondayUser user, String credential) {
    vault.put(user, SERVICE, Secret.of(credential));
  }

  /** Stores the credentials of an account that is not there yet. */
  void begin(int account) {
    MondayUser first = Credentials.user(account * USERS);
    vault.openAccount(first.account(), Instant.EPOCH);
    for (int i = 0; i < USERS; i++) {
      MondayUser user = Credentials.user(account * USERS + i);
      vault.putIfAbsent(user, SERVICE, Secret.of(Credentials.credential()));
    }
  }
}
