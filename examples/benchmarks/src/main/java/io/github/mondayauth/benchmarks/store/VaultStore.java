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

/** The vault of monday-auth: credentials are encrypted and bound to their user and account. */
final class VaultStore implements CredentialStore {
  private static final String APP = "d6c1e35f4ca4a1ee5ee2ae8ad1a0ad5f";

  private final TokenStore store;
  private final TokenVault vault;

  VaultStore(DataSource source, KeyRing keys) {
    TokenStore.createTables(source);
    store = TokenStore.jdbc(source);
    vault =
        TokenVault.open(
            MondayApp.builder(APP, URI.create("https://app.example.com")).build(), store, keys);
  }

  /** Creates a vault with the credentials of the given number of users, using fast commits. */
  static VaultStore filled(Database database, String name, HikariDataSource source, int users)
      throws Exception {
    KeyRing keys = KeyRing.of(KeyRing.generate());
    try (HikariDataSource fast = database.pool(name, false);
        Load load = new Load(8)) {
      VaultStore vault = new VaultStore(fast, keys);
      load.forEach(users / USERS, vault::fillAccount);
    }
    Database.settle(source);
    return new VaultStore(source, keys);
  }

  /** Re-encrypts all records with new data keys; the old data keys are kept. */
  Rotation.Report reencrypt() {
    return vault.rotation().reencrypt().run();
  }

  @Override
  public long find(MondayUser user) {
    return vault.find(user, SERVICE).orElseThrow().reveal().length();
  }

  /** Reads a user's record from the store without decrypting it, and returns its length. */
  long findRecord(MondayUser user) {
    String name = "secret/user:" + user.id() + "/" + SERVICE + "/";
    return store
        .find(new TokenStore.Key(APP, user.account().id(), name))
        .orElseThrow()
        .value()
        .length;
  }

  @Override
  public void put(MondayUser user, String credential) {
    vault.put(user, SERVICE, Secret.of(credential));
  }

  /** Opens a new account, and stores the credentials of its users. */
  void fillAccount(int account) {
    MondayUser first = CredentialStore.user(account * USERS);
    vault.openAccount(first.account(), Instant.EPOCH);
    for (int i = 0; i < USERS; i++) {
      MondayUser user = CredentialStore.user(account * USERS + i);
      vault.putIfAbsent(user, SERVICE, Secret.of(CredentialStore.credential()));
    }
  }
}
