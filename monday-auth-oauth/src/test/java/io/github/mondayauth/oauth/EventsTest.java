package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Owner;
import io.github.mondayauth.testkit.FakeOAuthServer;
import io.github.mondayauth.testkit.Fault;
import io.github.mondayauth.vault.TokenStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which events a listener receives, and that its exceptions change nothing. */
final class EventsTest {
  private static final Duration COOL_DOWN = Duration.ofSeconds(30);

  private OAuthFixture fixture = new OAuthFixture();
  private final List<String> events = new ArrayList<>();

  @AfterEach
  void close() {
    fixture.close();
  }

  private final class Recorder implements AuthListener {
    @Override
    public void connected(Owner owner, String connection, @Nullable MondayUser connectedBy) {
      assertThat(connectedBy).isEqualTo(fixture.adaUser());
      record("connected", owner, connection);
    }

    @Override
    public void refreshTokenMissing(Owner owner, String connection) {
      record("refresh token missing", owner, connection);
    }

    @Override
    public void refreshed(Owner owner, String connection) {
      record("refreshed", owner, connection);
    }

    @Override
    public void refreshFailed(Owner owner, String connection, String reasonCode) {
      record("refresh failed " + reasonCode, owner, connection);
    }

    @Override
    public void reauthorizationNeeded(Owner owner, String connection) {
      record("reauthorization needed", owner, connection);
    }

    @Override
    public void forgotten(MondayAccount account, int records) {
      record("forgotten " + records, account, "");
    }

    @Override
    public void uninstallClaimed(MondayAccount account) {
      record("uninstall claimed", account, "");
    }

    private void record(String event, Owner owner, String connection) {
      assertThat(owner.account()).isEqualTo(fixture.adaUser().account());
      events.add((event + " " + connection).strip());
      throw new IllegalStateException("a listener that throws");
    }
  }

  /** The events of a user who connects a provider like this. */
  private List<String> eventsWith(FakeOAuthServer.Builder provider) {
    fixture.close();
    fixture = new OAuthFixture(TokenStore.inMemory(), provider);
    fixture.listener = new Recorder();
    fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());
    fixture.addRecipe();
    return events;
  }

  @Test
  void reportsAnAccessTokenThatExpiresWithoutARefreshToken() {
    assertThat(eventsWith(FakeOAuthServer.builder().withoutRefreshTokens()))
        .containsExactly("connected monday", "connected acme", "refresh token missing acme");
  }

  @Test
  void doesNotReportATokenWhoseExpiryIsUnknown() {
    assertThat(eventsWith(FakeOAuthServer.builder().withoutRefreshTokens().withoutExpiresIn()))
        .containsExactly("connected monday", "connected acme");
  }

  @Test
  void reportsEveryChangeAndIgnoresWhatTheListenerThrows() {
    fixture.listener = new Recorder();
    Connections connections = fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());
    fixture.addRecipe();
    fixture.clock.advance(Duration.ofHours(2));
    connections.credential(fixture.adaUser(), "acme");
    fixture.clock.advance(Duration.ofHours(2));
    fixture.acme.tokenEndpoint(Fault.html(503));
    assertFails(connections);
    fixture.acme.tokenEndpoint(Fault.none());
    fixture.acme.revokeGrants();
    fixture.clock.advance(COOL_DOWN);
    assertFails(connections);
    connections.admin().forget(fixture.adaUser().account());

    assertThat(events)
        .containsExactly(
            "connected monday",
            "connected acme",
            "refreshed acme",
            "refresh failed unavailable acme",
            "reauthorization needed acme",
            "forgotten 4");
  }

  private void assertFails(Connections connections) {
    assertThat(catchThrowable(() -> connections.credential(fixture.adaUser(), "acme")))
        .isInstanceOf(MondayAuthException.class);
  }
}
