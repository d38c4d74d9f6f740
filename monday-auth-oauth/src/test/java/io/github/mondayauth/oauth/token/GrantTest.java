package io.github.mondayauth.oauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.vault.Requirement;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class GrantTest {
  private static final Set<String> NONE = Set.of();
  private static final Set<String> READ = Set.of("read");
  private static final Set<String> WRITE = Set.of("write");

  private static Grant grant(Set<String> granted, Set<String> requested) {
    return new Grant("secret", null, Instant.EPOCH, null, granted, requested, Map.of(), "", 0);
  }

  @Test
  @Requirement("F35")
  void comparesTheGrantedScopesOrElseTheRequestedOnes() {
    assertThat(grant(READ, WRITE).covers(READ, ScopeRules.EXACT)).isTrue();
    assertThat(grant(READ, WRITE).covers(WRITE, ScopeRules.EXACT)).isFalse();
    assertThat(grant(NONE, READ).covers(READ, ScopeRules.EXACT)).isTrue();
    assertThat(grant(NONE, READ).covers(WRITE, ScopeRules.EXACT)).isFalse();
    assertThat(grant(READ, NONE).covers(WRITE, ScopeRules.EXACT)).isFalse();
  }

  @Test
  @Requirement("F35")
  void unknownScopesAreSufficient() {
    assertThat(grant(NONE, NONE).covers(READ, ScopeRules.EXACT)).isTrue();
  }

  @Test
  @Requirement("F35")
  void comparesTheRequestedScopesIfTheGrantedOnesAreUnreliable() {
    ScopeRules ignoring = ScopeRules.EXACT.ignoringGranted();
    assertThat(grant(READ, WRITE).covers(READ, ignoring)).isFalse();
    assertThat(grant(READ, WRITE).covers(WRITE, ignoring)).isTrue();
    assertThat(grant(READ, NONE).covers(WRITE, ignoring)).isTrue();
  }

  @Test
  @Requirement("F35")
  void scopesThatPermitNothingAtTheServiceNeedNotBeListed() {
    Set<String> required = Set.of("read", "openid", "offline_access");
    assertThat(grant(READ, NONE).covers(required, ScopeRules.EXACT)).isTrue();
  }
}
