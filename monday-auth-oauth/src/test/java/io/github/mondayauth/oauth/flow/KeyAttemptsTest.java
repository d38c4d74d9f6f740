package io.github.mondayauth.oauth.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.Requirement;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.AccountRoot;
import io.github.mondayauth.vault.internal.VaultAccess;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class KeyAttemptsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:34:56Z");
  private static final MondayUser ADA = new MondayAccount(7).user(1);
  private static final URI BASE = URI.create("https://app.example");

  private final TokenStore store = TokenStore.inMemory();
  private final AccountRecords records = records(store);
  private final KeyAttempts attempts = new KeyAttempts(records);
  private final AccountRoot root = records.open(ADA.account(), NOW);

  private static AccountRecords records(TokenStore store) {
    MondayApp app =
        MondayApp.builder("client", BASE)
            .clientSecret(Secret.of("client-secret-of-the-app".repeat(2)))
            .timeSource(InstantSource.fixed(NOW))
            .build();
    return VaultAccess.records(TokenVault.open(app, store, KeyRing.of(KeyRing.generate())));
  }

  private FlowState.Origin origin(boolean issueTimeStated) {
    return new FlowState.Origin(
        ADA, BASE, BASE, NOW, issueTimeStated, root.epoch(), "", "", "", "", null);
  }

  private TokenStore.Key key(String name) {
    return new TokenStore.Key("client", ADA.account().id(), name);
  }

  private void assertKeptFor(Duration duration) {
    assertThat(store.purge(NOW.plus(duration), 100)).isZero();
    assertThat(store.purge(NOW.plus(duration).plusMillis(1), 100)).isPositive();
  }

  @Test
  @Requirement({"F12", "F25"})
  void numbersTheAttemptsAfterAnAuthorizationToken() {
    for (int number = 1; number <= 10; number++) {
      assertThat(attempts.use(origin(true))).isTrue();
      String name = "flow/user:1/key-" + NOW.getEpochSecond() + "-" + number + "/";
      assertThat(store.find(key(name)).orElseThrow().value()).isEmpty();
    }
    assertThat(attempts.use(origin(true))).isFalse();
    assertThat(store.records("client", ADA.account().id(), null, 100)).hasSize(10);
    assertKeptFor(Duration.ofMinutes(135));
  }

  @Test
  @Requirement("F12")
  void namesTheHourIfTheTokenDoesNotStateItsTime() {
    attempts.use(origin(false));
    long hour = NOW.getEpochSecond() / 3600;
    assertThat(store.find(key("flow/user:1/key-h" + hour + "-1/"))).isPresent();
    assertKeptFor(Duration.ofMinutes(135));
  }

  @Test
  @Requirement({"F12", "F25"})
  void namesTheTimeAtWhichALinkWasMade() {
    attempts.use(origin(false).from(new FlowState.FromLink(Set.of(), NOW.plusSeconds(99))));
    String name = "flow/user:1/key-" + NOW.getEpochSecond() + "-1/";
    assertThat(store.find(key(name))).isPresent();
    assertKeptFor(Duration.ofDays(30).plusMinutes(135));
  }
}
