package io.github.mondayauth.oauth.credential;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Owner;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.HttpTransport.Request;
import io.github.mondayauth.oauth.HttpTransport.Response;
import io.github.mondayauth.oauth.connector.AuthorizationServer;
import io.github.mondayauth.oauth.connector.OAuthSpec;
import io.github.mondayauth.oauth.http.GuardedTransport;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.oauth.token.TokenClient;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a grant counts as revoked, and which grants are left alone. */
final class GrantRevocationTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final MondayUser ADA = new MondayAccount(7).user(1);
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int OK = 200;
  private static final int FAILED = 500;

  private static final AuthorizationServer SERVER =
      AuthorizationServer.of(
              URI.create("https://acme.example/authorize"),
              URI.create("https://acme.example/token"))
          .withRevocationEndpoint(URI.create("https://acme.example/revoke"));

  private final List<Request> sent = new ArrayList<>();
  private final List<String> events = new ArrayList<>();

  /** A monotonic clock that stands still. */
  private static final class StoppedClock implements MonotonicClock {
    @Override
    public long nanos() {
      return 0;
    }

    @Override
    public void pause(long nanos) {
      throw new AssertionError("paused");
    }
  }

  /** Revocation at a provider that responds with these statuses to each type of token. */
  private GrantRevocation revocation(int ofRefreshToken, int ofAccessToken) {
    GuardedTransport transport =
        new GuardedTransport(
            request -> {
              sent.add(request);
              boolean isRefresh = request.body().contains("token_type_hint=refresh_token");
              return new Response(isRefresh ? ofRefreshToken : ofAccessToken, Map.of(), "");
            },
            false);
    AuthListener listener =
        new AuthListener() {
          @Override
          public void unrevoked(Owner owner, String connection) {
            events.add(connection + " of " + owner);
          }
        };
    return new GrantRevocation(
        new TokenClient(transport), listener, () -> NOW, new StoppedClock(), LIMIT);
  }

  private static OAuthSpec acme(AuthorizationServer server) {
    return OAuthSpec.of("acme", server, "id", Secret.of("secret"));
  }

  private static CredentialKey key() {
    return CredentialKey.of(acme(SERVER), ADA, "");
  }

  private static Grant grant(String secret, @Nullable String refreshToken, Instant expiresAt) {
    return new Grant(
        secret, refreshToken, NOW, expiresAt, Set.of(), Set.of(), Map.of(), "", ADA.id());
  }

  private static Grant grant(@Nullable String refreshToken, boolean isExpired) {
    return grant("at", refreshToken, isExpired ? NOW : NOW.plusSeconds(1));
  }

  private static boolean isRevoked(
      GrantRevocation revocation, AuthorizationServer server, Grant grant) {
    return revocation.revokeOwnerless(acme(server), grant, LIMIT);
  }

  @Test
  void aConfirmedAccessTokenDoesNotCoverARefusedRefreshToken() {
    GrantRevocation revocation = revocation(FAILED, OK);

    assertThat(isRevoked(revocation, SERVER, grant("rt", false))).isFalse();
    assertThat(isRevoked(revocation, SERVER, grant("rt", true))).isFalse();
    assertThat(sent).as("both tokens of both grants").hasSize(4);
    revocation.revoke(key(), grant("rt", false));
    assertThat(events).containsExactly("acme of " + ADA);
  }

  @Test
  void anAccessTokenIsConfirmedByItselfWhereNoRefreshTokenIsRevoked() {
    GrantRevocation revocation = revocation(FAILED, OK);
    AuthorizationServer accessOnly = SERVER.withRevocationOf(false, true);

    assertThat(isRevoked(revocation, accessOnly, grant("rt", false))).isTrue();
    assertThat(isRevoked(revocation, SERVER, grant(null, false))).isTrue();
    assertThat(sent).hasSize(2).allMatch(request -> request.body().contains("token=at"));
  }

  @Test
  void anExpiredAccessTokenNeedsNoConfirmation() {
    GrantRevocation revocation = revocation(OK, FAILED);

    assertThat(isRevoked(revocation, SERVER, grant("rt", true))).isTrue();
    assertThat(isRevoked(revocation, SERVER, grant(null, true))).isTrue();
    assertThat(isRevoked(revocation, SERVER, grant("rt", false))).isFalse();
    assertThat(isRevoked(revocation, SERVER, grant(null, false))).isFalse();
    Grant unlimited = new Grant("at", "rt", NOW, null, Set.of(), Set.of(), Map.of(), "", 0);
    assertThat(isRevoked(revocation, SERVER, unlimited)).isFalse();
  }

  @Test
  void anExpiredAccessTokenDoesNotCoverARefreshTokenThatIsNotRevoked() {
    GrantRevocation revocation = revocation(FAILED, FAILED);

    assertThat(isRevoked(revocation, SERVER, grant("rt", true))).isFalse();
    assertThat(isRevoked(revocation, SERVER.withRevocationOf(false, true), grant("rt", true)))
        .isFalse();
  }

  @Test
  void aRefreshTokenHasToBeConfirmedWhereNoAccessTokenIsRevoked() {
    AuthorizationServer refreshOnly = SERVER.withRevocationOf(true, false);

    assertThat(isRevoked(revocation(OK, FAILED), refreshOnly, grant("rt", false))).isTrue();
    assertThat(isRevoked(revocation(FAILED, OK), refreshOnly, grant("rt", false))).isFalse();
    assertThat(isRevoked(revocation(FAILED, OK), refreshOnly, grant("rt", true))).isFalse();
    assertThat(sent).hasSize(3).allMatch(request -> request.body().contains("token=rt"));
  }

  /** Nobody confirms that the access token has ended, so it counts as possibly valid. */
  @Test
  void nothingCountsAsRevokedAtAServiceThatRevokesNothing() {
    AuthorizationServer none =
        AuthorizationServer.of(
            URI.create("https://acme.example/authorize"), URI.create("https://acme.example/token"));

    assertThat(isRevoked(revocation(OK, OK), none, grant(null, true))).isFalse();
    assertThat(sent).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"PT1S, PT1S", "PT10S, PT10S", "PT1H, PT10S"})
  void anOwnerlessGrantIsRevokedWithinTheShorterOfBothLimits(Duration longest, Duration expected) {
    assertThat(revocation(OK, OK).revokeOwnerless(acme(SERVER), grant("at", "rt", NOW), longest))
        .isTrue();
    assertThat(sent)
        .hasSize(2)
        .allMatch(request -> requireNonNull(request.timeout()).equals(expected));
  }

  @Test
  void anOwnerlessGrantIsNotRevokedWithoutTime() {
    assertThat(
            revocation(OK, OK).revokeOwnerless(acme(SERVER), grant("at", "rt", NOW), Duration.ZERO))
        .isFalse();
    assertThat(sent).isEmpty();
    assertThat(events).isEmpty();
  }

  @Test
  void reconnectingWithTheSameTokensDropsNothing() {
    GrantRevocation revocation = revocation(OK, OK);
    Grant current = grant("at2", "rt", NOW);
    revocation.dropReplaced(key(), grant("at1", "rt", NOW), current);
    revocation.dropReplaced(key(), grant("at2", "rt1", NOW), current);
    revocation.dropReplaced(key(), grant("at2", null, NOW), current);
    assertThat(events).isEmpty();

    revocation.dropReplaced(key(), grant("at1", "rt1", NOW), current);
    revocation.dropReplaced(key(), grant("at1", null, NOW), grant("at2", null, NOW));
    revocation.dropReplaced(key(), grant("at1", "rt1", NOW), grant("at2", null, NOW));
    assertThat(events).hasSize(3);
    assertThat(sent).as("another grant of the user may be valid").isEmpty();
  }
}
