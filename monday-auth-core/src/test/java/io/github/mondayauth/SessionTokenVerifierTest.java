package io.github.mondayauth;

import static io.github.mondayauth.Fixture.NOW;
import static io.github.mondayauth.Fixture.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.testkit.MondayTokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTokenVerifierTest {
  private final Fixture fixture = new Fixture();
  private final SessionTokenVerifier verifier = fixture.app().sessionTokenVerifier();

  @Test
  void readsEveryClaim() {
    SessionClaims claims = verifier.verify(fixture.tokens.session().sign());

    assertThat(claims.user())
        .isEqualTo(new MondayAccount(MondayTokens.ACCOUNT).user(MondayTokens.USER));
    assertThat(claims.account().id()).isEqualTo(MondayTokens.ACCOUNT);
    assertThat(claims.slug()).isEqualTo("acme");
    assertThat(claims.appId()).isEqualTo(fixture.registered.appId());
    assertThat(claims.appVersionId()).isEqualTo(10_200_300L);
    assertThat(claims.installId()).isEqualTo(-2L);
    assertThat(claims.userKind()).isEqualTo("admin");
    assertThat(claims.isAdmin()).isTrue();
    assertThat(claims.isViewOnly()).isFalse();
    assertThat(claims.isGuest()).isFalse();
    assertThat(claims.expiresAt()).isEqualTo(NOW.plusSeconds(300));
    assertThat(claims.toString()).contains(Long.toString(MondayTokens.USER));
    assertThat(fixture.events).containsExactly("SESSION verified by 0");
  }

  @Test
  void readsEachFlagByItself() {
    for (String flag : new String[] {"is_admin", "is_view_only", "is_guest"}) {
      SessionClaims claims =
          verifier.verify(
              fixture
                  .tokens
                  .session()
                  .claim("dat.is_admin", false)
                  .claim("dat." + flag, true)
                  .sign());
      assertThat(claims.isAdmin()).isEqualTo(flag.equals("is_admin"));
      assertThat(claims.isViewOnly()).isEqualTo(flag.equals("is_view_only"));
      assertThat(claims.isGuest()).isEqualTo(flag.equals("is_guest"));
    }
  }

  @Test
  void readsTheMinimalTokenOfTheDocumentation() {
    String token =
        fixture
            .tokens
            .session()
            .rawPayload(
                "{\"exp\":%d,\"dat\":{\"account_id\":\"7\",\"user_id\":8}}"
                    .formatted(NOW.getEpochSecond() + 60))
            .sign();
    SessionClaims claims = verifier.verify(token);
    assertThat(claims.user()).isEqualTo(new MondayAccount(7).user(8));
    assertThat(claims.slug()).isNull();
    assertThat(claims.appId()).isNull();
    assertThat(claims.appVersionId()).isNull();
    assertThat(claims.installId()).isNull();
    assertThat(claims.userKind()).isNull();
    assertThat(claims.isAdmin()).isFalse();
  }

  @Test
  void readsTheFlatShape() {
    String token =
        fixture
            .tokens
            .session()
            .rawPayload(
                "{\"slug\":\"acme\",\"is_admin\":true,\"account_id\":7,\"user_id\":8,\"exp\":%d}"
                    .formatted(NOW.getEpochSecond() + 60))
            .sign();
    SessionClaims claims = verifier.verify(token);
    assertThat(claims.user()).isEqualTo(new MondayAccount(7).user(8));
    assertThat(claims.slug()).isEqualTo("acme");
    assertThat(claims.isAdmin()).isTrue();
  }

  @Test
  void refusesTokenInBothShapes() {
    String token = fixture.tokens.session().claim("account_id", 7).sign();
    assertRejected(Reason.WRONG_KIND, () -> verifier.verify(token));
  }

  @Test
  void refusesTokenInNeitherShape() {
    String token = fixture.tokens.session().without("dat").sign();
    assertRejected(Reason.WRONG_KIND, () -> verifier.verify(token));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dat.account_id", "dat.user_id"})
  void requiresClaim(String claim) {
    String token = fixture.tokens.session().without(claim).sign();
    assertRejected(Reason.CLAIMS, () -> verifier.verify(token));
  }

  @Test
  void refusesTokenOfAnotherApp() {
    String token = fixture.tokens.session().claim("dat.client_id", "another").sign();
    assertRejected(Reason.APP, () -> verifier.verify(token));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "-a", "a-", "a.b", "a/b", "a@b", "a b", "\u00e4", "a\u0000", "a`", "a{", "a@", "a[",
        "a:"
      })
  void ignoresSlugThatIsNotALabel(String slug) {
    String token = fixture.tokens.session().claim("dat.slug", slug).sign();
    assertThat(verifier.verify(token).slug()).isNull();
  }

  @Test
  void ignoresOverlongSlug() {
    String longest = fixture.tokens.session().claim("dat.slug", "a".repeat(63)).sign();
    String tooLong = fixture.tokens.session().claim("dat.slug", "a".repeat(64)).sign();
    assertThat(verifier.verify(longest).slug()).hasSize(63);
    assertThat(verifier.verify(tooLong).slug()).isNull();
  }

  @Test
  void ignoresUnknownClaimsNextToDat() {
    String token = fixture.tokens.session().claim("sub", "x").claim("boardId", 7).sign();
    assertThat(verifier.verify(token)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a-b", "A1", "1a", "azAZ09"})
  void acceptsSlugThatIsALabel(String slug) {
    String token = fixture.tokens.session().claim("dat.slug", slug).sign();
    assertThat(verifier.verify(token).slug()).isEqualTo(slug);
  }
}
