package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.testkit.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often a call is run and with which credential, and which exceptions leave it. */
final class CallTest {
  /** The age from which an access token that the service refused is renewed. */
  private static final Duration RENEWABLE = Duration.ofSeconds(20);

  private final OAuthFixture fixture = new OAuthFixture();
  private final Connections connections =
      fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());
  private final Connections otherInstance =
      fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());
  private final MondayUser ada = fixture.adaUser();

  /** The secrets with which the call was run, in order. */
  private final List<Secret> runs = new CopyOnWriteArrayList<>();

  @BeforeEach
  void connect() {
    fixture.addRecipe();
    fixture.clock.advance(RENEWABLE);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Secret token() {
    return connections.credential(ada, "acme").secret();
  }

  /** The number of token requests so far, including the code exchange. */
  private int tokenRequests() {
    return fixture.acme.tokenRequests().size();
  }

  /** A service that refuses one access token. */
  private Secret refusing(Secret refused, Credential credential) throws UnauthorizedException {
    runs.add(credential.secret());
    if (credential.secret().equals(refused)) {
      throw new UnauthorizedException();
    }
    return credential.secret();
  }

  private Secret refusingAll(Credential credential) throws UnauthorizedException {
    return refusing(credential.secret(), credential);
  }

  private static void assertReason(ThrowingCallable call, Reason reason) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            OAuthException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void runsAnAcceptedCallOnce() {
    Secret token = token();

    Secret result = connections.call(ada, "acme", each -> refusing(Secret.of("another"), each));
    assertThat(result).isEqualTo(token);
    assertThat(runs).containsExactly(token);
    assertThat(tokenRequests()).isEqualTo(1);
  }

  @Test
  void refreshesBeforeTheCallIfTheTokenIsAboutToExpire() {
    Secret token = token();
    fixture.clock.advance(Duration.ofMinutes(55));

    connections.call(ada, "acme", each -> refusing(token, each));
    assertThat(runs).hasSize(1).doesNotContain(token);
    assertThat(tokenRequests()).isEqualTo(2);
  }

  @Test
  void runsARefusedCallOnceMoreWithARenewedCredential() {
    Secret token = token();

    Secret result = connections.call(ada, "acme", each -> refusing(token, each));
    assertThat(result).isNotEqualTo(token).isEqualTo(token());
    assertThat(runs).containsExactly(token, result);
    assertThat(tokenRequests()).isEqualTo(2);
  }

  @Test
  void runsACallAtMostTwice() {
    assertThatThrownBy(() -> connections.call(ada, "acme", this::refusingAll))
        .isInstanceOfSatisfying(
            OAuthException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.PROVIDER);
              assertThat(e.reply().status()).isEqualTo(422);
              runs.forEach(each -> assertThat(e).hasMessageNotContaining(each.reveal()));
            });
    assertThat(runs).hasSize(2).doesNotHaveDuplicates();
    assertThat(tokenRequests()).isEqualTo(2);
    // The new credential stays in use for calls that the service accepts.
    assertThat(token()).isEqualTo(runs.get(1));
  }

  @Test
  void aRefusedCallInsideAnotherDoesNotRepeatTheOuterOne() {
    List<String> outer = new ArrayList<>();
    ServiceCall<Secret, RuntimeException> nested =
        credential -> {
          outer.add("run");
          return connections.call(ada, "acme", this::refusingAll);
        };

    assertReason(() -> connections.call(ada, "monday", nested), Reason.PROVIDER);
    assertThat(outer).containsExactly("run");
    assertThat(fixture.monday.tokenRequests()).hasSize(1);
  }

  @Test
  void passesCheckedExceptionsThroughUnchanged() {
    IOException failure = new IOException("connection reset");

    assertThatThrownBy(() -> download(failure)).isSameAs(failure);
    assertThat(runs).hasSize(1);
    assertThat(tokenRequests()).isEqualTo(1);
  }

  /** Compiles only if the type of the checked exception is inferred. */
  private String download(IOException failure) throws IOException {
    return connections.call(
        ada,
        "acme",
        credential -> {
          refusing(Secret.of("another"), credential);
          throw failure;
        });
  }

  @Test
  void passesTheExceptionOfTheSecondRunThroughUnchanged() {
    Secret token = token();
    IllegalStateException failure = new IllegalStateException("no such issue");

    assertThatThrownBy(
            () ->
                connections.call(
                    ada,
                    "acme",
                    credential -> {
                      refusing(token, credential);
                      throw failure;
                    }))
        .isSameAs(failure);
    assertThat(runs).hasSize(2);
  }

  @Test
  void returnsNullIfTheCallDoes() {
    assertThat(connections.<Object, RuntimeException>call(ada, "acme", credential -> null))
        .isNull();
  }

  @Test
  void doesNotRunWithoutACredential() {
    assertThatThrownBy(() -> connections.call(ada.account(), "acme", this::refusingAll))
        .isInstanceOf(IllegalArgumentException.class);
    connections.admin().disconnect(ada, "acme");
    assertThatThrownBy(() -> connections.call(ada, "acme", this::refusingAll))
        .isInstanceOf(NotConnectedException.class);
    assertThat(runs).isEmpty();
  }

  @Test
  void doesNotRunAgainIfTheCredentialCannotBeRenewed() {
    fixture.acme.tokenEndpoint(Fault.html(503));
    assertReason(() -> connections.call(ada, "acme", this::refusingAll), Reason.UNAVAILABLE);
    assertThat(runs).hasSize(1);
  }

  @Test
  void requiresReconnectIfARefusedCredentialHasNoRefreshToken() {
    connections.admin().put(ada, "acme", Credential.of(Secret.of("imported")));

    assertThatThrownBy(() -> connections.call(ada, "acme", this::refusingAll))
        .isInstanceOfSatisfying(
            NotConnectedException.class,
            e -> assertThat(e.reason()).isEqualTo(NotConnectedException.Reason.REJECTED));
    assertThat(runs).containsExactly(Secret.of("imported"));
  }

  @Test
  void doesNotRenewATokenYoungerThanTwentySeconds() {
    Secret old = token();
    Secret young = connections.call(ada, "acme", each -> refusing(old, each));
    fixture.clock.advance(RENEWABLE.minusSeconds(1));
    assertReason(
        () -> connections.call(ada, "acme", each -> refusing(young, each)), Reason.UNAVAILABLE);
    assertThat(tokenRequests()).isEqualTo(2);

    fixture.clock.advance(Duration.ofSeconds(1));
    Secret renewed = connections.call(ada, "acme", each -> refusing(young, each));
    assertThat(renewed).isNotEqualTo(young);
    assertThat(tokenRequests()).isEqualTo(3);
  }

  @Test
  void refreshesOnceIfThreadsOfTwoInstancesAreRefusedTheSameCredential() throws Exception {
    Secret token = token();
    int threads = 8;
    CyclicBarrier allRefused = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Secret>> results = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        Connections instance = i % 2 == 0 ? connections : otherInstance;
        results.add(pool.submit(() -> refusedTogether(instance, token, allRefused)));
      }
      for (Future<Secret> each : results) {
        assertThat(each.get(60, TimeUnit.SECONDS)).isEqualTo(token()).isNotEqualTo(token);
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(runs).hasSize(2 * threads);
    assertThat(tokenRequests()).isEqualTo(2);
  }

  private Secret refusedTogether(Connections instance, Secret token, CyclicBarrier allRefused)
      throws Exception {
    return instance.call(
        ada,
        "acme",
        credential -> {
          if (credential.secret().equals(token)) {
            allRefused.await(60, TimeUnit.SECONDS);
          }
          return refusing(token, credential);
        });
  }

  @Test
  void aUsersCallCannotEndTheKeyOfTheWholeAccount() {
    Connections withKey =
        fixture.instance(
            fixture.mondayConnector(),
            Connector.apiKey("desk", "API key")
                .check(offered -> true)
                .perAccount(ConnectPolicy.admins()));
    withKey.admin().put(ada.account(), "desk", Credential.of(Secret.of("key")));

    assertReason(() -> withKey.call(ada, "desk", this::refusingAll), Reason.KEY_REFUSED);
    assertThat(runs).containsExactly(Secret.of("key"));
    assertThat(withKey.credential(ada, "desk").secret()).isEqualTo(Secret.of("key"));
  }
}
