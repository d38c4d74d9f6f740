package io.github.mondayauth.oauth;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** RFC 6749 section 6. */
record RefreshExchange(Setup setup, Holder holder, @Nullable String rejected) implements Exchange {
  /** Never the token. */
  @Override
  public String toString() {
    return "RefreshExchange[" + holder.connector().name() + "]";
  }

  @Override
  public boolean isDue(Grant grant, Instant now) {
    return rejected == null ? Freshness.isDue(grant, now) : grant.secret().equals(rejected);
  }

  @Override
  public boolean mayUse(Grant grant, Instant now) {
    return !grant.secret().equals(rejected) && !Freshness.isExpired(grant, now);
  }

  @Override
  public boolean isPossible(Grant grant) {
    return grant.refreshToken() != null
        && Provider.of(setup, holder.connector(), grant.host()) != null;
  }

  @Override
  public StoredCredential.Mark whenImpossible() {
    return rejected == null ? StoredCredential.Mark.GRANT_ENDED : StoredCredential.Mark.REJECTED;
  }

  @Override
  public TokenAnswer send(TokenClient tokens, Grant grant) {
    Provider provider =
        Objects.requireNonNull(Provider.of(setup, holder.connector(), grant.host()));
    return tokens.refresh(provider, Objects.requireNonNull(grant.refreshToken()));
  }
}
