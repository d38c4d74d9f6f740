package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.testkit.TestClock;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStoreWrapper;
import io.github.mondayauth.vault.VaultException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Responses and failures that once stopped a credential for good, or flooded a provider. */
final class RefreshAttackTest {
  private static final Duration COOL_DOWN = Duration.ofSeconds(30);

  private final RefreshBench bench = new RefreshBench();
  private final Connections connections = bench.instance();

  private Credential credential() {
    return connections.credential(RefreshBench.ADA, "acme");
  }

  private boolean isConnected() {
    return connections.connected(RefreshBench.ADA).contains("acme");
  }

  private boolean needsReconnect() {
    return connections.admin().list(RefreshBench.ACCOUNT).get(0).needsReconnect();
  }

  private static OAuthException assertReason(ThrowingCallable call, Reason reason) {
    OAuthException[] thrown = new OAuthException[1];
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            OAuthException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              thrown[0] = e;
            });
    return thrown[0];
  }

  /** Lets an hour pass in which an automation runs every ten minutes. */
  private void runForAnHour() {
    for (int i = 0; i < 6; i++) {
      bench.clock.advance(Duration.ofMinutes(10));
      try {
        credential();
      } catch (OAuthException | NotConnectedException expected) {
        // Only the state after the hour matters.
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "403 | {\"error\":\"unauthorized_client\",\"error_description\":\"refresh_token is"
            + " invalid\"}",
        "400 | {\"status\":\"BAD_REFRESH_TOKEN\",\"message\":\"missing or invalid refresh token\"}",
        "401 | {\"error\":\"invalid_request\",\"error_description\":\"This request requires an"
            + " active refresh_token\"}",
        "400 | {\"error\":\"interaction_required\",\"error_codes\":[50076]}",
        "400 | {\"error\":\"Invalid grant: refresh_token is invalid\"}",
        "400 | {\"error\":true,\"status\":400,\"message\":\"Invalid refresh token\"}",
        "422 | {\"error\":\"some_word_that_nobody_knows\"}"
      })
  void refusalInAnUnknownWordNoLongerKeepsTheUserFromReconnecting(int status, String body) {
    bench.connectAndExpire(connections);
    bench.respond(status, body);
    assertThatThrownBy(this::credential).isInstanceOf(OAuthException.class);

    assertThat(isConnected()).isFalse();
    assertThat(needsReconnect()).isTrue();
    assertThat(bench.events).doesNotContain("reconnect", "client");
    runForAnHour();
    assertThatThrownBy(this::credential).isInstanceOf(NotConnectedException.class);
    assertThat(bench.events.stream().filter("reconnect"::equals)).hasSize(1);
  }

  @Test
  void refusedRefreshIsTriedAgainEveryHourAndOneSuccessEndsTheRefusal() {
    bench.connectAndExpire(connections);
    bench.respond(403, "{\"error\":\"blocked\"}");
    assertReason(this::credential, Reason.PROVIDER);
    runForAnHour();
    assertThatThrownBy(this::credential).isInstanceOf(NotConnectedException.class);
    int before = bench.calls.get();
    bench.clock.advance(Duration.ofMinutes(59));
    assertThatThrownBy(this::credential).isInstanceOf(NotConnectedException.class);
    assertThat(bench.calls.get()).isEqualTo(before);

    bench.recover();
    bench.clock.advance(Duration.ofMinutes(1));
    assertThat(credential()).isNotNull();
    assertThat(isConnected()).isTrue();
    assertThat(needsReconnect()).isFalse();
  }

  @Test
  void fiveRefusalsWithinAnHourDoNotYetAskTheUser() {
    bench.connectAndExpire(connections);
    bench.respond(403, "{\"error\":\"blocked\"}");
    for (int i = 0; i < 119; i++) {
      assertReason(this::credential, Reason.PROVIDER);
      bench.clock.advance(COOL_DOWN);
    }
    assertReason(this::credential, Reason.PROVIDER);

    bench.clock.advance(COOL_DOWN);
    assertThatThrownBy(this::credential)
        .isInstanceOfSatisfying(
            NotConnectedException.class,
            e -> assertThat(e.reason().name()).isEqualTo("REFRESH_REFUSED"));
  }

  @Test
  void invalidGrantIsTriedAgainAfterAnHourAndAfterADay() {
    bench.connectAndExpire(connections);
    bench.respond(400, "{\"error\":\"invalid_grant\"}");
    assertEnded(1);
    bench.clock.advance(Duration.ofHours(1).minusMillis(1));
    assertEnded(1);
    bench.clock.advance(Duration.ofMillis(1));
    assertEnded(2);
    bench.clock.advance(Duration.ofHours(23).minusMillis(1));
    assertEnded(2);
    bench.clock.advance(Duration.ofMillis(1));
    assertEnded(3);
    bench.clock.advance(Duration.ofDays(365));
    assertEnded(3);
    assertThat(bench.events).containsExactly("reconnect");
  }

  @Test
  void anEndedGrantIsTriedAgainAlthoughItsAccessTokenHasNotExpired() {
    connections
        .admin()
        .put(
            RefreshBench.ADA,
            "acme",
            Credential.of(Secret.of("first"))
                .withRefreshToken(Secret.of("refresh"))
                .withExpiresAt(RefreshBench.NOW.plus(Duration.ofDays(2))));
    bench.clock.advance(Duration.ofMinutes(1));
    Credential rejected = credential();
    bench.respond(400, "{\"error\":\"invalid_grant\"}");
    assertThatThrownBy(() -> connections.renew(rejected)).isInstanceOf(NotConnectedException.class);
    assertEnded(1);
    bench.recover();
    bench.clock.advance(Duration.ofHours(1));

    assertThat(credential().secret()).isNotEqualTo(rejected.secret());
    assertThat(bench.calls.get()).isEqualTo(2);
  }

  private void assertEnded(int calls) {
    assertThatThrownBy(this::credential)
        .isInstanceOfSatisfying(
            NotConnectedException.class,
            e -> assertThat(e.reason()).isEqualTo(NotConnectedException.Reason.GRANT_ENDED));
    assertThat(isConnected()).isFalse();
    assertThat(needsReconnect()).isTrue();
    assertThat(bench.calls.get()).isEqualTo(calls);
  }

  @ParameterizedTest
  @CsvSource({"1", "24"})
  void wrongClientSecretThatIsWordedLikeAnEndedGrantDisconnectsNobodyForGood(int hours) {
    bench.connectAndExpire(connections);
    bench.respond(400, "{\"error\":\"invalid_grant\",\"error_description\":\"expired_client\"}");
    assertEnded(1);
    if (hours > 1) {
      bench.clock.advance(Duration.ofHours(1));
      assertEnded(2);
    }
    bench.recover();
    bench.clock.advance(Duration.ofHours(hours));

    assertThat(credential()).isNotNull();
    assertThat(isConnected()).isTrue();
    assertThat(needsReconnect()).isFalse();
  }

  @Test
  void retryOfAnEndedGrantThatFailsLeavesItEnded() {
    bench.connectAndExpire(connections);
    bench.respond(400, "{\"error\":\"invalid_grant\"}");
    assertEnded(1);
    bench.clock.advance(Duration.ofHours(1));
    bench.respond(503, "");
    assertEnded(2);
    assertEnded(2);

    bench.recover();
    bench.clock.advance(COOL_DOWN);
    assertThat(credential()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "401, ''",
    "401, '{\"error\":\"invalid_client\"}'",
    "400, '{\"error\":\"invalid_client\"}'",
    "200, '{\"error\":\"incorrect_client_credentials\"}'"
  })
  void wrongClientSecretNeverAsksTheUser(int status, String body) {
    bench.connectAndExpire(connections);
    bench.respond(status, body);
    for (int i = 0; i < 24; i++) {
      assertReason(this::credential, Reason.CLIENT);
      bench.clock.advance(Duration.ofHours(1));
    }
    assertThat(isConnected()).isTrue();
    assertThat(needsReconnect()).isFalse();
    assertThat(bench.events).hasSize(24).containsOnly("client");
  }

  @ParameterizedTest
  @CsvSource({
    "400, ''",
    "403, '<html>blocked by the firewall</html>'",
    "404, 'not found'",
    "409, ''",
    "429, '{\"error\":\"invalid_grant\"}'",
    "500, '{\"error\":\"invalid_grant\"}'",
    "502, ''"
  })
  void outageEndsNoCredential(int status, String body) {
    bench.connectAndExpire(connections);
    bench.respond(status, body);
    for (int i = 0; i < 24; i++) {
      assertReason(this::credential, Reason.UNAVAILABLE);
      bench.clock.advance(Duration.ofHours(1));
    }
    assertThat(isConnected()).isTrue();
    assertThat(needsReconnect()).isFalse();
    assertThat(bench.events).hasSize(24).containsOnly("unavailable");
    bench.recover();
    assertThat(credential()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "302, ''",
    "301, '<html>We are down</html>'",
    "307, '{\"message\":\"moved\"}'",
    "302, '{\"error\":\"invalid_grant\"}'",
    "308, '{\"error\":\"invalid_client\"}'",
    "200, ''",
    "200, 'OK'",
    "200, '[]'",
    "200, 'null'",
    "200, '{\"access_token\":\"at\"'",
    // A number of more than 64 digits makes the whole response unreadable.
    "200, '{\"access_token\":\"at\",\"expires_in\":"
        + "99999999999999999999999999999999999999999999999999999999999999999}'",
    "204, ''"
  })
  void responseThatSaysNothingAboutTheGrantIsNoRefusal(int status, String body) {
    bench.connectAndExpire(connections);
    bench.respond(status, body);
    for (int i = 0; i < 24; i++) {
      OAuthException thrown = assertReason(this::credential, Reason.UNAVAILABLE);
      assertThat(thrown.reply().status()).isEqualTo(503);
      assertThat(thrown).hasMessageContaining(RefreshBench.HOST + " responded with " + status);
      bench.clock.advance(Duration.ofHours(1));
    }
    assertThat(isConnected()).isTrue();
    assertThat(needsReconnect()).isFalse();
    assertThat(bench.events).hasSize(24).containsOnly("unavailable");
    bench.recover();
    assertThat(credential()).isNotNull();
  }

  /** A response with status 2xx may have rotated the refresh token; a redirect has not. */
  @ParameterizedTest
  @CsvSource({"200, INTERRUPTED_REFRESH", "302, GRANT_ENDED"})
  void grantThatEndsAfterAResponseThatSaysNothingMayHaveBeenRotated(
      int status, NotConnectedException.Reason reason) {
    bench.connectAndExpire(connections);
    bench.respond(status, "OK");
    assertReason(this::credential, Reason.UNAVAILABLE);
    bench.clock.advance(COOL_DOWN);
    bench.respond(400, "{\"error\":\"invalid_grant\"}");

    assertThatThrownBy(this::credential)
        .isInstanceOfSatisfying(
            NotConnectedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void longStringBesideTheTokensDoesNotLoseARotatedRefreshToken() {
    bench.connectAndExpire(connections);
    bench.respond(
        200,
        "{\"access_token\":\"at\",\"refresh_token\":\"rotated\",\"expires_in\":3600,\"picture\":\""
            + "A".repeat(500_000)
            + "\"}");

    assertThat(credential().secret()).isEqualTo(Secret.of("at"));
    assertThat(needsReconnect()).isFalse();
  }

  @Test
  void pageOfHtmlWithStatus200IsRetried() {
    bench.connectAndExpire(connections);
    bench.provider =
        request -> RefreshBench.response(200, "text/html", " <html>We are down</html>");

    OAuthException thrown = assertReason(this::credential, Reason.UNAVAILABLE);
    assertThat(thrown.reply().status()).isEqualTo(503);
    assertThat(needsReconnect()).isFalse();
  }

  @Test
  void renewFiftyTimesSendsOneRequestInTwentySeconds() {
    bench.connect(connections, RefreshBench.ADA);
    bench.clock.advance(Duration.ofMinutes(1));
    Credential rejected = credential();
    Credential renewed = connections.renew(rejected);
    assertThat(bench.calls.get()).isEqualTo(1);
    for (int i = 0; i < 50; i++) {
      OAuthException thrown = assertReason(() -> connections.renew(renewed), Reason.UNAVAILABLE);
      assertThat(thrown.reply().headers()).containsEntry("Retry-After", "20");
    }
    bench.clock.advance(Duration.ofSeconds(20).minusMillis(1));
    assertReason(() -> connections.renew(renewed), Reason.UNAVAILABLE);
    assertThat(credential().secret()).isEqualTo(renewed.secret());
    assertThat(bench.calls.get()).isEqualTo(1);

    bench.clock.advance(Duration.ofMillis(1));
    assertThat(connections.renew(renewed).secret()).isNotEqualTo(renewed.secret());
    assertThat(bench.calls.get()).isEqualTo(2);
  }

  @Test
  void tokenFromAnInstanceADayAheadCanBeRenewedAtOnce() {
    TestClock ahead = TestClock.at(RefreshBench.NOW.plus(Duration.ofDays(1)));
    Connections wrong = bench.instance(ahead);
    bench.connect(wrong, RefreshBench.ADA);
    Credential rejected = credential();

    assertThat(connections.renew(rejected).secret()).isNotEqualTo(rejected.secret());
  }

  @ParameterizedTest
  @CsvSource({"600, 600", "3600, 3600", "86400, 3600", "5, 30", "soon, 30", "-1, 30"})
  void retryAfterIsHonoredUpToAnHour(String value, long seconds) {
    bench.connectAndExpire(connections);
    bench.provider = request -> new HttpTransport.Response(429, Map.of("Retry-After", value), "");
    OAuthException first = assertReason(this::credential, Reason.UNAVAILABLE);
    assertThat(first.reply().headers()).containsEntry("Retry-After", Long.toString(seconds));
    bench.recover();
    bench.clock.advance(Duration.ofSeconds(seconds).minusMillis(1));
    assertReason(this::credential, Reason.UNAVAILABLE);
    assertThat(bench.calls.get()).isEqualTo(1);

    bench.clock.advance(Duration.ofMillis(1));
    assertThat(credential()).isNotNull();
  }

  @Test
  void retryAfterMayBeADateByTheServersOwnClock() {
    bench.connectAndExpire(connections);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("retry-after", "Wed, 21 Oct 2015 07:38:00 GMT");
    headers.put("date", "Wed, 21 Oct 2015 07:28:00 GMT");
    bench.provider = request -> new HttpTransport.Response(503, headers, "");

    OAuthException thrown = assertReason(this::credential, Reason.UNAVAILABLE);
    assertThat(thrown.reply().headers()).containsEntry("Retry-After", "600");
  }

  @Test
  void everyCallerInTheCoolDownGetsTheReasonOfTheFirst() {
    bench.connectAndExpire(connections);
    bench.respond(401, "");
    assertReason(this::credential, Reason.CLIENT);
    assertReason(this::credential, Reason.CLIENT);
    assertReason(() -> bench.instance().credential(RefreshBench.ADA, "acme"), Reason.CLIENT);
    assertThatThrownBy(this::credential)
        .hasMessageContaining("the last refresh failed (client); the next one is possible in");
    assertThat(bench.calls.get()).isEqualTo(1);

    bench.clock.advance(COOL_DOWN);
    bench.respond(400, "{\"error\":\"invalid_scope\"}");
    assertReason(this::credential, Reason.PROVIDER);
    assertReason(this::credential, Reason.PROVIDER);
    assertThat(bench.calls.get()).isEqualTo(2);
  }

  @Test
  void failureOnAnInstanceADayAheadDoesNotStopTheOthers() {
    TestClock ahead = TestClock.at(RefreshBench.NOW.plus(Duration.ofDays(1)));
    bench.connectAndExpire(connections);
    bench.respond(503, "");
    assertReason(
        () -> bench.instance(ahead).credential(RefreshBench.ADA, "acme"), Reason.UNAVAILABLE);
    bench.recover();

    assertThat(credential()).isNotNull();
  }

  /** Stores a credential, and lets it become due for a refresh while it is still valid. */
  private Secret connectAndBecomeDue() {
    bench.connect(connections, RefreshBench.ADA);
    bench.clock.advance(RefreshBench.LIFETIME.minusMinutes(1));
    return Secret.of("at of " + RefreshBench.ADA);
  }

  private static void assertVaultReason(ThrowingCallable call, VaultException.Reason reason) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            VaultException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void databaseThatRefusesWritesHidesNoTokenThatIsStillValid() {
    Secret valid = connectAndBecomeDue();
    TokenStore readOnly =
        HookedStore.of(
            bench.store,
            (method, arguments, call) -> {
              if (method.equals("replace")) {
                throw new IllegalStateException("the database is read-only");
              }
              return call.call();
            });
    Connections instance = bench.builder(bench.clock, readOnly).build();

    assertThat(instance.credential(RefreshBench.ADA, "acme").secret()).isEqualTo(valid);
    assertThat(bench.calls.get()).isZero();
    bench.clock.advance(Duration.ofMinutes(1));
    assertVaultReason(
        () -> instance.credential(RefreshBench.ADA, "acme"), VaultException.Reason.STORE_FAILED);
  }

  @Test
  void recordThatIsDamagedDuringARefreshIsReportedEvenIfTheTokenIsStillValid() {
    connectAndBecomeDue();
    AtomicInteger reads = new AtomicInteger();
    UnaryOperator<TokenStore.Row> altered =
        row -> {
          byte[] value = row.value().clone();
          value[value.length - 1] ^= 1;
          return new TokenStore.Row(row.key(), row.version(), row.epoch(), value);
        };
    TokenStore damaged =
        HookedStore.of(
            bench.store,
            (method, arguments, call) -> {
              if (method.equals("find")
                  && ((TokenStore.Key) arguments[0]).name().startsWith("credential/")
                  && reads.incrementAndGet() > 1) {
                return bench.store.find((TokenStore.Key) arguments[0]).map(altered);
              }
              return call.call();
            });
    Connections instance = bench.builder(bench.clock, damaged).build();

    assertVaultReason(
        () -> instance.credential(RefreshBench.ADA, "acme"), VaultException.Reason.RECORD_REJECTED);
  }

  /**
   * The other threads' refreshes return the stored token, which the provider cannot replace now.
   */
  @Test
  void refusedTokenIsNeverReturnedInItsOwnPlaceHoweverManyThreadsUseItInTheCoolDown()
      throws Exception {
    connectAndBecomeDue();
    bench.respond(503, "");
    Credential refused = credential();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    AtomicBoolean isOver = new AtomicBoolean();
    try {
      List<Future<?>> others = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        others.add(
            pool.submit(
                () -> {
                  while (!isOver.get()) {
                    assertThat(credential().secret()).isEqualTo(refused.secret());
                  }
                }));
      }
      for (int i = 0; i < 500; i++) {
        assertReason(() -> connections.renew(refused), Reason.UNAVAILABLE);
      }
      isOver.set(true);
      for (Future<?> other : others) {
        other.get();
      }
    } finally {
      isOver.set(true);
      pool.shutdownNow();
    }
    assertThat(bench.calls.get()).isEqualTo(1);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void throwUndeclared(Throwable failure) throws E {
    throw (E) failure;
  }

  /** As a store in Kotlin can, whose exceptions are never declared. */
  @Test
  void aStoreThatThrowsACheckedExceptionDuringARefreshStopsNoLaterRefresh() {
    AtomicBoolean isFailing = new AtomicBoolean();
    TokenStoreWrapper failing =
        new TokenStoreWrapper() {
          @Override
          public TokenStore store() {
            return bench.store;
          }

          @Override
          public OptionalLong replace(Key key, long version, byte[] value) {
            if (isFailing.get()) {
              RefreshAttackTest.<RuntimeException>throwUndeclared(new IOException("no database"));
            }
            return bench.store.replace(key, version, value);
          }
        };
    Connections instance =
        bench.builder(bench.clock, failing).waitForRefresh(Duration.ZERO).build();
    bench.connectAndExpire(instance);
    isFailing.set(true);
    assertThatThrownBy(() -> instance.credential(RefreshBench.ADA, "acme"))
        .isInstanceOf(VaultException.class);

    isFailing.set(false);
    assertThat(instance.credential(RefreshBench.ADA, "acme").secret().reveal()).startsWith("at");
  }
}
