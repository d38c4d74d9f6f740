package io.github.mondayauth.oauth.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.connector.AuthorizationServer;
import io.github.mondayauth.oauth.connector.Connectors;
import io.github.mondayauth.oauth.connector.OAuthSpec;
import io.github.mondayauth.oauth.credential.CredentialRecords.Connecting;
import io.github.mondayauth.oauth.credential.CredentialRecords.Outcome;
import io.github.mondayauth.oauth.credential.CredentialRecords.Saved;
import io.github.mondayauth.oauth.credential.CredentialRecords.Stored;
import io.github.mondayauth.oauth.credential.StoredCredential.EndReason;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.testkit.TestClock;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.Requirement;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.AccountRoot;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.VaultAccess;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is stored over an earlier credential, what is deleted, and what counts as connected. */
final class CredentialRecordsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final MondayAccount ACCOUNT = new MondayAccount(7);
  private static final MondayUser ADA = ACCOUNT.user(1);
  private static final String HOST = "ada.acme.example";
  private static final CredentialKey KEY = CredentialKey.of(acme("*.acme.example"), ADA, "");
  private static final RecordName NAME = KEY.recordName();

  private final TestClock clock = TestClock.at(NOW);
  private final AccountRecords records = open(clock);
  private final CredentialRecords credentials = new CredentialRecords(records, clock);

  private static AccountRecords open(TestClock clock) {
    MondayApp app =
        MondayApp.builder("client", URI.create("https://app.example"))
            .clientSecret(Secret.of("client-secret-of-the-app".repeat(2)))
            .signingSecret(Secret.of("signing-secret-of-the-app".repeat(2)))
            .timeSource(clock)
            .build();
    return VaultAccess.records(
        TokenVault.open(app, TokenStore.inMemory(), KeyRing.of(KeyRing.generate())));
  }

  /** A service with a host for each customer. */
  private static OAuthSpec acme(String allowedHosts) {
    AuthorizationServer server = AuthorizationServer.perHost("/authorize", "/token", allowedHosts);
    return OAuthSpec.of("acme", server, "id", Secret.of("secret"));
  }

  private static Grant grant(String secret, long connectedBy) {
    Instant expiresAt = NOW.plus(Duration.ofHours(1));
    return new Grant(
        secret,
        "refresh-" + secret,
        NOW,
        expiresAt,
        Set.of(),
        Set.of(),
        Map.of(),
        HOST,
        connectedBy,
        "ada@" + secret,
        null);
  }

  private static Grant grant(String secret) {
    return grant(secret, ADA.id());
  }

  private Stored stored() {
    return credentials.find(KEY).orElseThrow();
  }

  /** Stores the grant of a flow that found the connection made so often. */
  private Saved save(Grant grant, OptionalLong expectedNumber) {
    AccountRoot root = records.open(ACCOUNT, NOW);
    return credentials.save(
        KEY,
        new Connecting(
            root.epoch(), records.sealer(ACCOUNT, root.epoch()).orElseThrow(), NOW, expectedNumber),
        grant);
  }

  @Test
  void theNumberOfAConnectionIsTheStoredOneAndZeroIfThereIsNone() {
    assertThat(credentials.connectionNumber(KEY)).isZero();

    credentials.replaceWith(KEY, grant("first"));
    long first = credentials.connectionNumber(KEY);
    assertThat(first).isNotZero().isEqualTo(stored().credential().connectionNumber());
    credentials.replaceWith(KEY, grant("second"));
    assertThat(credentials.connectionNumber(KEY))
        .isNotZero()
        .isNotEqualTo(first)
        .isEqualTo(stored().credential().connectionNumber());
  }

  private static Grant grantOfBytes(int length) {
    Grant shortest = new Grant("", null, NOW, null, Set.of(), Set.of(), Map.of(), "", 1, "", null);
    String secret = "x".repeat(length - CredentialCodec.length(shortest));
    return new Grant(secret, null, NOW, null, Set.of(), Set.of(), Map.of(), "", 1, "", null);
  }

  @Test
  @Requirement("F34")
  void hasRoomForAGrantOf65000BytesAndForNoLongerOne() {
    assertThat(CredentialRecords.hasRoomFor(grantOfBytes(65_000))).isTrue();
    assertThat(CredentialRecords.hasRoomFor(grantOfBytes(65_001))).isFalse();
    credentials.replaceWith(KEY, grantOfBytes(65_000));
    assertThat(stored().credential().grant()).isEqualTo(grantOfBytes(65_000));
  }

  @Test
  void theLabelIsTheStoredOneAndEmptyIfThereIsNone() {
    assertThat(credentials.label(KEY)).isEmpty();

    credentials.replaceWith(KEY, grant("first"));
    assertThat(credentials.label(KEY)).isEqualTo("ada@first");
  }

  @Test
  void aFlowReplacesTheConnectionThatItFoundAndNoLaterOne() {
    assertThat(save(grant("first"), OptionalLong.of(0))).isEqualTo(saved(null));
    long first = credentials.connectionNumber(KEY);

    assertThat(save(grant("second"), OptionalLong.of(first))).isEqualTo(saved(grant("first")));
    for (long earlier : new long[] {0, first}) {
      assertThat(save(grant("late"), OptionalLong.of(earlier)))
          .isEqualTo(new Saved(Outcome.OVERTAKEN, null, false));
    }
    assertThat(stored().grant()).isEqualTo(grant("second"));
    assertThat(save(grant("third"), OptionalLong.empty())).isEqualTo(saved(grant("second")));
  }

  private static Saved saved(@Nullable Grant replaced) {
    return new Saved(Outcome.STORED, replaced, false);
  }

  /** Its tokens are no longer valid, so there is nothing to revoke and nothing to report. */
  @Test
  void aConnectionOverAnEndedGrantReplacesNone() {
    credentials.replaceWith(KEY, grant("first"));
    Stored first = stored();
    credentials.replace(first, first.credential().ended(EndReason.GRANT_ENDED, NOW));

    assertThat(save(grant("second"), OptionalLong.empty())).isEqualTo(saved(null));
    assertThat(stored().grant()).isEqualTo(grant("second"));
  }

  @Test
  void anUninstallDeletesACredentialThatIsNotOfALaterOrigin() {
    credentials.replaceWith(KEY, grant("first"));
    assertThat(credentials.deleteUninstalled(NAME, NOW.minusSeconds(1))).isEmpty();
    assertThat(credentials.isStored(KEY)).isTrue();

    assertThat(credentials.deleteUninstalled(NAME, NOW)).contains(grant("first"));
    assertThat(credentials.isStored(KEY)).isFalse();
    assertThat(credentials.deleteUninstalled(NAME, NOW)).isEmpty();
  }

  @Test
  void onlyACredentialThatCannotBeReadIsDeletedAsUnreadable() {
    assertThat(credentials.deleteUnreadable(NAME, any -> true, () -> {})).isFalse();
    credentials.replaceWith(KEY, grant("first"));
    assertThat(credentials.deleteUnreadable(NAME, any -> true, () -> {})).isFalse();
    assertThat(credentials.isStored(KEY)).isTrue();

    records.put(NAME, new byte[1]);
    assertThatThrownBy(() -> credentials.deleteUnreadable(NAME, any -> false, () -> {}))
        .isInstanceOf(VaultException.class);
    assertThat(records.find(NAME)).isPresent();
    assertThat(credentials.deleteUnreadable(NAME, CredentialRecords::isDamaged, () -> {})).isTrue();
    assertThat(records.find(NAME)).isEmpty();
  }

  @Test
  void aCredentialOfAHostThatIsNoLongerAllowedIsNotConnected() {
    credentials.replaceWith(KEY, grant("first"));
    assertThat(credentials.isConnected(KEY)).isTrue();

    CredentialKey later = CredentialKey.of(acme("*.other.example"), ADA, "");
    assertThat(credentials.isConnected(later)).isFalse();
    assertThat(credentials.isStored(later)).isTrue();
  }

  private ConnectionList.Item item(OAuthSpec configured) {
    Connectors connectors = Connectors.of(List.of(configured));
    return new ConnectionList(credentials, connectors, clock).list(ACCOUNT).get(0);
  }

  @Test
  void aListedCredentialOfAHostThatIsNoLongerAllowedNeedsToBeReconnected() {
    credentials.replaceWith(KEY, grant("first"));

    assertThat(item(acme("*.acme.example")).needsReconnect()).isFalse();
    assertThat(item(acme("*.other.example")).needsReconnect()).isTrue();
  }

  @Test
  void aListedCredentialNamesTheUserWhoConnectedIfThatIsKnown() {
    credentials.replaceWith(KEY, grant("first", 5));
    assertThat(item(acme("*.acme.example")).connectedBy()).isEqualTo(ACCOUNT.user(5));

    credentials.replaceWith(KEY, grant("first", 0));
    assertThat(item(acme("*.acme.example")).connectedBy()).isNull();
  }
}
