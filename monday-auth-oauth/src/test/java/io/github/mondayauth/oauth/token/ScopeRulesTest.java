package io.github.mondayauth.oauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

final class ScopeRulesTest {
  @Test
  void aStarAtTheBeginningStandsForTheSameText() {
    ScopeRules rules = ScopeRules.EXACT.withImplied("*:write", "*:read");

    assertThat(rules.isGranted("boards:read", Set.of("boards:write"))).isTrue();
    assertThat(rules.isGranted("boards:read", Set.of("users:write"))).isFalse();
    assertThat(rules.isGranted("boards:write", Set.of("boards:read"))).isFalse();
    assertThat(rules.isGranted("boards:share", Set.of("boards:write"))).isFalse();
  }

  @Test
  void aStarInTheMiddleStandsForTheSameText() {
    ScopeRules rules = ScopeRules.EXACT.withImplied("api/*/all", "v1/*/read");

    assertThat(rules.isGranted("v1/mail/read", Set.of("api/mail/all"))).isTrue();
    assertThat(rules.isGranted("v1/mail/read", Set.of("api/mai/all"))).isFalse();
    assertThat(rules.isGranted("v1//read", Set.of("api//all"))).isTrue();
  }

  /** What precedes the star and what follows it must not be the same letters of the scope. */
  @Test
  void aScopeThatIsShorterThanAPatternDoesNotMatchIt() {
    ScopeRules rules = ScopeRules.EXACT.withImplied("b*", "a*a");

    assertThat(rules.isGranted("a", Set.of("b"))).isFalse();
    assertThat(rules.isGranted("aa", Set.of("b"))).isTrue();
    assertThat(rules.isGranted("aca", Set.of("bc"))).isTrue();
  }

  @Test
  void aScopeWithoutAStarIsImpliedByTheNamedOnesOnly() {
    ScopeRules rules =
        ScopeRules.EXACT.withImplied("repo", "repo:status").withImplied("*:admin", "login");

    assertThat(rules.isGranted("repo:status", Set.of("repo"))).isTrue();
    assertThat(rules.isGranted("repo:status", Set.of("gist"))).isFalse();
    assertThat(rules.isGranted("login", Set.of("users:admin"))).isTrue();
    assertThat(rules.isGranted("login", Set.of("users:read"))).isFalse();
  }
}
