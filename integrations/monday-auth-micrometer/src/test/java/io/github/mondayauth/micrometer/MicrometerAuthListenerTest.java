package io.github.mondayauth.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.RequestVerifier;
import io.github.mondayauth.Secret;
import io.github.mondayauth.TokenKind;
import io.github.mondayauth.TokenRejectedException;
import io.github.mondayauth.testkit.MondayTokens;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.testkit.TestClock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Method;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MicrometerAuthListenerTest {
  private static final MondayAccount ACCOUNT = new MondayAccount(9_876_543_210L);
  private static final MondayUser USER = new MondayUser(ACCOUNT, 8_765_432_109L);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MicrometerAuthListener listener = new MicrometerAuthListener(registry);

  @Test
  void countsAcceptedAndRejectedTokens() {
    RegisteredApp registered = RegisteredApp.random();
    TestClock clock = TestClock.at(Instant.parse("2026-11-21T12:00:00Z"));
    MondayTokens tokens = MondayTokens.of(registered, clock);
    URI run = URI.create("https://app.example.com/run");
    RequestVerifier verifier =
        MondayApp.builder(registered.clientId(), URI.create("https://app.example.com"))
            .signingSecret(Secret.of(registered.signingSecret()))
            .timeSource(clock)
            .listener(listener)
            .build()
            .requestVerifier();

    verifier.verify(tokens.request(run).sign(), "/run");
    verifier.verify(tokens.request(run).sign(), "/run");
    assertThatThrownBy(() -> verifier.verify(tokens.request(run).expired().sign(), "/run"))
        .isInstanceOf(TokenRejectedException.class);

    assertThat(count("monday.auth.verified", "kind", "request", "secret", "current")).isEqualTo(2);
    assertThat(count("monday.auth.rejected", "kind", "request", "reason", "expired")).isEqualTo(1);
  }

  @Test
  void countsEveryEventUnderItsOwnName() {
    listener.verified(TokenKind.APP_LIFECYCLE, 3);
    listener.connected(USER, "github", USER);
    listener.refreshTokenMissing(USER, "github");
    listener.refreshed(USER, "github");
    listener.refreshFailed(USER, "github", "INVALID_GRANT");
    listener.reauthorizationNeeded(ACCOUNT, "github");
    listener.forgotten(ACCOUNT, 7);
    listener.forgotten(ACCOUNT, 0);
    listener.uninstallClaimed(ACCOUNT);
    listener.unrevoked(USER, "github");
    listener.keyFailed("KEY_UNAVAILABLE", "key-2026");

    assertThat(count("monday.auth.verified", "kind", "app_lifecycle", "secret", "previous"))
        .isEqualTo(1);
    assertThat(count("monday.auth.connected", "connection", "github")).isEqualTo(1);
    assertThat(count("monday.auth.refresh.token.missing", "connection", "github")).isEqualTo(1);
    assertThat(count("monday.auth.refreshed", "connection", "github")).isEqualTo(1);
    assertThat(
            count("monday.auth.refresh.failed", "connection", "github", "reason", "invalid_grant"))
        .isEqualTo(1);
    assertThat(count("monday.auth.reauthorization.needed", "connection", "github")).isEqualTo(1);
    assertThat(count("monday.auth.forgotten.accounts")).isEqualTo(2);
    assertThat(count("monday.auth.forgotten.records")).isEqualTo(7);
    assertThat(count("monday.auth.uninstall.claimed")).isEqualTo(1);
    assertThat(count("monday.auth.unrevoked", "connection", "github")).isEqualTo(1);
    assertThat(count("monday.auth.key.failed", "reason", "key_unavailable")).isEqualTo(1);
  }

  @Test
  void numberOfTimeSeriesDoesNotDependOnAccountsUsersOrKeys() {
    IntStream.rangeClosed(1, 1_000)
        .forEach(
            id -> {
              MondayUser user = new MondayUser(new MondayAccount(id), id);
              listener.verified(TokenKind.REQUEST, id);
              listener.connected(user, "github", user);
              listener.refreshFailed(user, "github", "a free text about user " + id);
              listener.forgotten(user.account(), id);
              listener.uninstallClaimed(user.account());
              listener.keyFailed("KEY_UNKNOWN", "key-" + id);
            });

    assertThat(registry.getMeters()).hasSize(7);
    assertThat(count("monday.auth.refresh.failed", "connection", "github", "reason", "other"))
        .isEqualTo(1_000);
  }

  @Test
  void noTagContainsAnAccountAUserOrAKey() {
    listener.connected(USER, "github", USER);
    listener.forgotten(ACCOUNT, 1);
    listener.keyFailed("KEY_UNKNOWN", "key-2026");

    assertThat(registry.getMeters())
        .flatExtracting(meter -> meter.getId().getTags())
        .extracting(Tag::getValue)
        .containsExactlyInAnyOrder("github", "key_unknown");
  }

  @Test
  void countsEveryEventOfTheInterface() {
    List<String> events = names(AuthListener.class);

    assertThat(names(MicrometerAuthListener.class)).containsAll(events);
  }

  private double count(String name, String... tags) {
    Meter meter = registry.get(name).tags(tags).meter();
    assertThat(meter.getId().getTags()).hasSize(tags.length / 2);
    return meter.measure().iterator().next().getValue();
  }

  private static List<String> names(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(
            method ->
                !method.isSynthetic()
                    && !java.lang.reflect.Modifier.isStatic(method.getModifiers()))
        .map(Method::getName)
        .toList();
  }
}
