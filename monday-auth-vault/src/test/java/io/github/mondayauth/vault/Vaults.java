package io.github.mondayauth.vault;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.RecordName.Kind;
import io.github.mondayauth.vault.internal.VaultAccess;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The app, accounts and names the vault's tests share. */
final class Vaults {
  static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  static final MondayAccount ACCOUNT = new MondayAccount(1_825_529L);
  static final MondayUser USER = new MondayUser(ACCOUNT, 4_012_689L);
  static final RecordName GITHUB = RecordName.of(USER, Kind.CREDENTIAL, "github");
  static final Secret KEYS = KeyRing.generate();

  private Vaults() {}

  /** A clock that tests move. */
  static final class Clock implements InstantSource {
    private volatile Instant now = NOW;

    @Override
    public Instant instant() {
      return now;
    }

    void advance(Duration duration) {
      now = now.plus(duration);
    }
  }

  static MondayApp app(InstantSource time) {
    return MondayApp.builder("client-id", URI.create("https://app.example.com"))
        .timeSource(time)
        .build();
  }

  static TokenVault vault(TokenStore store) {
    return vault(store, KeyRing.of(KEYS), new Clock());
  }

  static TokenVault vault(TokenStore store, KeyRing keys, InstantSource time) {
    return TokenVault.open(app(time), store, keys);
  }

  static AccountRecords records(TokenStore store) {
    return VaultAccess.records(vault(store));
  }

  static AccountRecords records(TokenStore store, KeyRing keys, InstantSource time) {
    return VaultAccess.records(vault(store, keys, time));
  }
}
