package io.github.mondayauth.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.TestClock;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.RecordName.Kind;
import io.github.mondayauth.vault.internal.VaultAccess;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The app, account, names and keys that the vault's tests share, and vaults of that app. */
public final class Vaults {
  public static final String CLIENT_ID = "client-id";
  public static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  public static final MondayAccount ACCOUNT = new MondayAccount(1_825_529L);
  public static final MondayUser USER = ACCOUNT.user(4_012_689L);
  public static final RecordName GITHUB = RecordName.of(USER, Kind.CREDENTIAL, "github");
  public static final Secret KEYS = KeyRing.generate();

  private Vaults() {}

  public static TestClock clock() {
    return TestClock.at(NOW);
  }

  public static MondayApp app(InstantSource time) {
    return MondayApp.builder(CLIENT_ID, URI.create("https://app.example.com"))
        .timeSource(time)
        .build();
  }

  public static TokenVault vault(TokenStore store) {
    return vault(store, KeyRing.of(KEYS), clock());
  }

  public static TokenVault vault(TokenStore store, KeyRing keys, InstantSource time) {
    return TokenVault.open(app(time), store, keys);
  }

  public static AccountRecords records(TokenStore store) {
    return VaultAccess.records(vault(store));
  }

  public static AccountRecords records(TokenStore store, KeyRing keys, InstantSource time) {
    return VaultAccess.records(vault(store, keys, time));
  }

  /** A key ring of JWKs, each as {@link #key} returns it. */
  public static KeyRing ring(String... keys) {
    return KeyRing.of(Secret.of(keySet(keys)));
  }

  /** A JWK set. */
  public static String keySet(String... keys) {
    return "{\"keys\":[" + String.join(",", keys) + "]}";
  }

  /** A JWK of type {@code oct}. */
  public static String key(String id, String bytes) {
    return key(id, bytes, "");
  }

  /** A JWK of type {@code oct} with more fields, such as {@code ,"key_ops":[]}. */
  public static String key(String id, String bytes, String more) {
    return "{\"kty\":\"oct\",\"kid\":\"" + id + "\",\"k\":\"" + bytes + "\"" + more + "}";
  }

  public static void assertReason(ThrowingCallable call, Reason reason) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            VaultException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
