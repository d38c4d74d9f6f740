package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.MaintenanceReport.End;
import io.github.mondayauth.oauth.credential.MonotonicClock;
import io.github.mondayauth.vault.TokenStore;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What maintenance does with unused credentials while services fail. */
final class UnusedRefreshTest {
  private static final Duration UNUSED = Duration.ofDays(30);
  private static final Duration COOL_DOWN = Duration.ofSeconds(30);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int ACCOUNTS = 10;

  private final RefreshBench bench = new RefreshBench();

  /** The requests to the token endpoint, in order. */
  private final List<HttpTransport.Request> requests = new ArrayList<>();

  /** A clock on which only pauses take time. */
  private final AtomicLong nanos = new AtomicLong();

  private final MonotonicClock monotonic =
      new MonotonicClock() {
        @Override
        public long nanos() {
          return nanos.get();
        }

        @Override
        public void pause(long length) {
          nanos.addAndGet(length);
        }
      };

  private Connections connections = instance();

  private Connections instance() {
    bench.options = connector -> connector.refreshUnusedAfter(UNUSED);
    return bench.builder(bench.clock, bench.store).monotonicClock(monotonic).build();
  }

  /** Lets the service have a host for each customer. */
  private void serveHosts() {
    bench.server = OAuthServer.perHost("/authorize", "/token", "*.desk.example");
    connections = instance();
  }

  private static MondayUser user(long accountId) {
    return new MondayAccount(accountId).user(1);
  }

  private void put(MondayUser user, @Nullable Instant expiresAt, String host) {
    Credential credential =
        Credential.of(Secret.of("at of " + user.account().id()))
            .withRefreshToken(Secret.of(refreshToken(user.account().id())));
    if (expiresAt != null) {
      credential = credential.withExpiresAt(expiresAt);
    }
    connections
        .admin()
        .put(user, "acme", host.isEmpty() ? credential : credential.withAttribute("host", host));
  }

  private static String refreshToken(long accountId) {
    return "rt-of-" + accountId;
  }

  /** Stores a credential of each account, which is unused and has expired. */
  private void putUnused() {
    for (long id = 1; id <= ACCOUNTS; id++) {
      put(user(id), bench.clock.instant().plus(HOUR), "");
    }
    bench.clock.advance(UNUSED);
  }

  /** The service handles every request so from now on. */
  private void service(HttpTransport handler) {
    bench.provider =
        request -> {
          requests.add(request);
          return handler.send(request);
        };
  }

  private MaintenanceReport maintain() {
    MaintenanceReport report = connections.admin().maintain();
    assertThat(report.end()).isEqualTo(End.COMPLETE);
    return report;
  }

  /** How many credentials the lists of the accounts show as to reconnect. */
  private long toReconnect() {
    return LongStream.rangeClosed(1, ACCOUNTS)
        .mapToObj(MondayAccount::new)
        .flatMap(account -> connections.admin().list(account).stream())
        .filter(ConnectionStatus::needsReconnect)
        .count();
  }

  private static HttpTransport.Response status(int status) {
    return RefreshBench.json(status, "");
  }

  private static HttpTransport.Response error(int status, String code) {
    return RefreshBench.json(status, "{\"error\":\"" + code + "\"}");
  }

  @ParameterizedTest
  @CsvSource({"1", "24"})
  void wrongClientSecretThatIsWordedLikeAnEndedGrantEndsNoUnusedGrantForGood(int hours) {
    putUnused();
    service(request -> error(400, "invalid_grant"));
    assertThat(maintain().reconnectCount()).isEqualTo(ACCOUNTS);
    bench.clock.advance(HOUR.minusMillis(1));
    assertThat(maintain().reconnectCount()).isEqualTo(ACCOUNTS);
    assertThat(requests).as("not due to be tried again").hasSize(ACCOUNTS);
    bench.clock.advance(Duration.ofMillis(1));
    if (hours > 1) {
      assertThat(maintain().failedRefreshes()).isEqualTo(ACCOUNTS);
      bench.clock.advance(Duration.ofHours(23));
    }

    bench.recover();
    MaintenanceReport report = maintain();
    assertThat(report.refreshed()).isEqualTo(ACCOUNTS);
    assertThat(report.failedRefreshes()).isZero();
    assertThat(report.reconnectCount()).isZero();
    assertThat(toReconnect()).isZero();
  }

  @Test
  void anEndedGrantIsTriedAgainAfterAnHourAndAfterADayAndThenNoMore() {
    putUnused();
    service(request -> error(400, "invalid_grant"));
    for (int hour = 0; hour < 100; hour++) {
      MaintenanceReport report = maintain();
      assertThat(report.reconnectCount()).isEqualTo(ACCOUNTS).isEqualTo((int) toReconnect());
      boolean isTried = hour == 0 || hour == 1 || hour == 24;
      assertThat(report.failedRefreshes()).isEqualTo(isTried ? ACCOUNTS : 0);
      bench.clock.advance(HOUR);
    }
    assertThat(requests).hasSize(3 * ACCOUNTS);
  }

  @Test
  void aRefusedGrantIsTriedAgainUntilTheRefusalIsOver() {
    putUnused();
    service(request -> error(403, "blocked"));
    for (int hour = 1; hour <= 10; hour++) {
      MaintenanceReport report = maintain();
      assertThat(report.reconnectCount()).isEqualTo(ACCOUNTS).isEqualTo((int) toReconnect());
      assertThat(report.failedRefreshes()).isEqualTo(ACCOUNTS);
      assertThat(requests).hasSize(hour * ACCOUNTS);
      bench.clock.advance(HOUR);
    }

    bench.recover();
    assertThat(maintain().refreshed()).isEqualTo(ACCOUNTS);
    assertThat(toReconnect()).isZero();
  }

  @Test
  void aHostThatIsNoLongerAllowedReceivesNothing() {
    serveHosts();
    put(user(1), null, "a.desk.example");
    bench.clock.advance(UNUSED);
    bench.server = OAuthServer.perHost("/authorize", "/token", "other.example");
    connections = instance();

    MaintenanceReport report = maintain();
    assertThat(report.reconnectCount()).isEqualTo(1);
    assertThat(report.failedRefreshes()).isZero();
    assertThat(bench.calls).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 404, 503})
  void aDeadHostOfOneCustomerDelaysNoOtherCustomer(int status) {
    serveHosts();
    for (long id = 1; id <= ACCOUNTS; id++) {
      put(user(id), bench.clock.instant().plus(HOUR), "c" + id + ".desk.example");
    }
    bench.clock.advance(UNUSED);
    URI[] dead = new URI[1];
    service(
        request -> {
          dead[0] = dead[0] == null ? request.uri() : dead[0];
          if (!request.uri().equals(dead[0])) {
            return bench.granted();
          }
          if (status == 0) {
            throw new IOException("no route to host");
          }
          return RefreshBench.response(status, "text/html", "<html>Not found</html>");
        });

    MaintenanceReport report = maintain();
    assertThat(report.refreshed()).isEqualTo(ACCOUNTS - 1);
    assertThat(report.failedRefreshes()).isEqualTo(1);
    assertThat(requests).hasSize(ACCOUNTS);
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 409, 500})
  void aCredentialThatCannotBeRefreshedDelaysNoOther(int status) {
    putUnused();
    String[] odd = new String[1];
    service(
        request -> {
          odd[0] = odd[0] == null ? request.body() : odd[0];
          return request.body().equals(odd[0]) ? status(status) : bench.granted();
        });

    MaintenanceReport report = maintain();
    assertThat(report.refreshed()).isEqualTo(ACCOUNTS - 1);
    assertThat(report.failedRefreshes()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 409, 500})
  void aHostThatRefreshesNothingReceivesThreeRequestsInARun(int status) {
    putUnused();
    service(request -> status(status));

    assertThat(maintain().failedRefreshes()).isEqualTo(ACCOUNTS);
    assertThat(requests).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 502, 503, 504})
  void aHostThatIsOverloadedOrDownReceivesOneRequestInARun(int status) {
    putUnused();
    service(request -> status(status));

    assertThat(maintain().failedRefreshes()).isEqualTo(ACCOUNTS);
    assertThat(requests).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "invalid_client", "invalid_grant", "invalid_request"})
  void onlyFailuresInARowEndTheRefreshesAtAHost(String errorInBetween) {
    putUnused();
    service(
        request ->
            requests.size() % 3 != 0
                ? status(409)
                : errorInBetween.isEmpty() ? bench.granted() : error(400, errorInBetween));

    maintain();
    assertThat(requests).hasSize(ACCOUNTS);
  }

  @Test
  void aHostThatRefreshesNothingReceivesThreeRequestsInARunAlsoForEndedGrants() {
    putUnused();
    service(request -> error(400, "invalid_grant"));
    maintain();
    bench.clock.advance(HOUR);
    requests.clear();
    service(request -> status(409));

    assertThat(maintain().failedRefreshes()).isEqualTo(ACCOUNTS);
    assertThat(requests).hasSize(3);
  }

  @Test
  void credentialsThatAnotherInstanceIsRefreshingEndNoRefreshesAtTheirHost() {
    putUnused();
    service(
        request -> {
          throw new AssertionError("the other instance dies");
        });
    Connections other = instance();
    for (long id = 1; id <= 3; id++) {
      MondayUser user = user(id);
      assertThatThrownBy(() -> other.credential(user, "acme")).isInstanceOf(AssertionError.class);
    }
    service(request -> bench.granted());

    MaintenanceReport report = maintain();
    assertThat(report.failedRefreshes()).isEqualTo(3);
    assertThat(report.refreshed()).isEqualTo(ACCOUNTS - 3);
  }

  /** The credentials have no known expiry, or one that is far away, or one in the past. */
  @ParameterizedTest
  @ValueSource(ints = {0, 60, 1})
  void aDeadHostIsReportedAndReceivesOneRequestInARunWhateverTheExpiry(int days) {
    for (long id = 1; id <= ACCOUNTS; id++) {
      Instant expiry = days == 0 ? null : bench.clock.instant().plus(Duration.ofDays(days));
      put(user(id), expiry, "");
    }
    bench.clock.advance(UNUSED);
    service(
        request -> {
          throw new IOException("no route to host");
        });

    assertThat(maintain().failedRefreshes()).isEqualTo(ACCOUNTS);
    assertThat(requests).hasSize(1);
  }

  @Test
  void aDeadHostReceivesOneRequestInARunAlsoForEndedGrants() {
    putUnused();
    service(request -> error(400, "invalid_grant"));
    maintain();
    bench.clock.advance(HOUR);
    requests.clear();
    service(request -> status(503));

    assertThat(maintain().failedRefreshes()).isEqualTo(ACCOUNTS);
    assertThat(requests).hasSize(1);
  }

  @Test
  void aRefusedClientStopsNoRefresh() {
    putUnused();
    service(request -> error(401, "invalid_client"));
    MaintenanceReport report = maintain();
    assertThat(report.failedRefreshes()).isEqualTo(ACCOUNTS);
    assertThat(report.reconnectCount()).isZero();
    assertThat(requests).hasSize(ACCOUNTS);
  }

  @Test
  void aRefreshThatFailedIsNotRepeatedInItsCoolDown() {
    putUnused();
    service(request -> error(401, "invalid_client"));
    maintain();
    long before = nanos.get();
    bench.clock.advance(COOL_DOWN.minusMillis(1));
    assertThat(maintain().failedRefreshes()).isEqualTo(ACCOUNTS);
    assertThat(requests).hasSize(ACCOUNTS);
    assertThat(nanos).as("no pause, since nothing is sent").hasValue(before);

    bench.clock.advance(Duration.ofMillis(1));
    maintain();
    assertThat(requests).hasSize(2 * ACCOUNTS);
  }

  @Test
  void aCredentialOfAUserIsLeftAloneAfterTheConnectionBecameTheAccounts() {
    putUnused();
    service(request -> bench.granted());
    bench.options = connector -> connector.refreshUnusedAfter(UNUSED).perAccount(user -> true);
    connections = bench.builder(bench.clock, bench.store).monotonicClock(monotonic).build();

    MaintenanceReport report = maintain();
    assertThat(report.credentials()).isEqualTo(ACCOUNTS);
    assertThat(report.refreshed() + report.failedRefreshes()).isZero();
    assertThat(requests).isEmpty();
  }

  @Test
  void refreshesOfOneAccountAreSentOneAfterAnotherAndBeginOnlyInTime() {
    for (long id = 1; id <= ACCOUNTS; id++) {
      put(RefreshBench.ACCOUNT.user(id), bench.clock.instant().plus(HOUR), "");
    }
    bench.clock.advance(UNUSED);
    service(request -> bench.granted());

    MaintenanceReport report = connections.admin().maintain(PAUSE.multipliedBy(3));
    assertThat(report.end()).isEqualTo(End.INCOMPLETE);
    assertThat(report.accounts()).isZero();
    assertThat(report.refreshed()).isEqualTo(3);
    assertThat(requests).hasSize(3);
    assertThat(nanos).as("a pause before each").hasValue(PAUSE.multipliedBy(3).toNanos());

    assertThat(maintain().refreshed()).isEqualTo(ACCOUNTS - 3);
    assertThat(nanos).hasValue(PAUSE.multipliedBy(ACCOUNTS).toNanos());
  }

  @Test
  void anInstanceThatWasOvertakenSendsNothingMore() {
    for (long id = 1; id <= ACCOUNTS; id++) {
      put(RefreshBench.ACCOUNT.user(id), bench.clock.instant().plus(HOUR), "");
    }
    bench.clock.advance(UNUSED);
    Connections other = instance();
    List<MaintenanceReport> meanwhile = new ArrayList<>();
    service(
        request -> {
          if (requests.size() == 2) {
            // As if this instance had been stopped for longer than its lease lasts.
            bench.clock.advance(Duration.ofMinutes(5));
            nanos.addAndGet(Duration.ofMinutes(5).toNanos());
            meanwhile.add(other.admin().maintain(Duration.ZERO));
          }
          return bench.granted();
        });

    MaintenanceReport report = connections.admin().maintain(HOUR);
    assertThat(meanwhile).extracting(MaintenanceReport::end).containsExactly(End.INCOMPLETE);
    assertThat(report.end()).isEqualTo(End.INCOMPLETE);
    assertThat(requests).hasSize(2);
  }

  @Test
  void anUnusedTimeThatOverflowsIsRefused() {
    Duration longest = Duration.ofDays(36_500);
    bench.options = connector -> connector.refreshUnusedAfter(longest);
    connections = bench.builder(bench.clock, bench.store).monotonicClock(monotonic).build();
    put(user(1), null, "");
    assertThat(maintain().refreshed()).isZero();

    Duration tooLong = longest.plusNanos(1);
    bench.options = connector -> connector.refreshUnusedAfter(tooLong);
    assertThatThrownBy(() -> bench.builder(bench.clock, bench.store))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("refreshUnusedAfter");
    assertThatThrownBy(() -> Connector.monday("me:read").refreshUnusedAfter(tooLong))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Before each of the three reads that come before the lease. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aCredentialThatAnotherInstanceHasJustRefreshedIsNotRefreshedAgain(int read) {
    put(user(1), bench.clock.instant().plus(HOUR), "");
    bench.clock.advance(UNUSED);
    Connections other = instance();
    AtomicBoolean isOvertaken = new AtomicBoolean();
    TokenStore overtaken =
        HookedStore.beforeRead(
            bench.store,
            read,
            () -> {
              isOvertaken.set(true);
              other.credential(user(1), "acme");
            });
    connections = bench.builder(bench.clock, overtaken).monotonicClock(monotonic).build();

    assertThat(maintain().failedRefreshes()).isZero();
    assertThat(isOvertaken).isTrue();
    assertThat(bench.calls).hasValue(1);
  }
}
