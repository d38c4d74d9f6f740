package io.github.mondayauth.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The temporary migration endpoint of monday.com. */
record MigrationExchange(Setup setup, Holder holder) implements Exchange {
  /** What monday.com asks for after a 429. */
  private static final Duration RATE_LIMITED = Duration.ofMinutes(5);

  @Override
  public boolean isDue(Grant grant, Instant now) {
    return grant.refreshToken() == null;
  }

  @Override
  public boolean mayUse(Grant grant, Instant now) {
    return false;
  }

  @Override
  public boolean isPossible(Grant grant) {
    return true;
  }

  @Override
  public StoredCredential.@Nullable Mark whenImpossible() {
    return null;
  }

  @Override
  public TokenAnswer send(TokenClient tokens, Grant grant) {
    Provider provider = Objects.requireNonNull(Provider.of(setup, holder.connector(), ""));
    try {
      return tokens.migrate(provider, setup.hosts().migrateUri(), grant.secret());
    } catch (OAuthException e) {
      if (e.reason() == OAuthException.Reason.PROVIDER) {
        throw new OAuthException(
            OAuthException.Reason.MIGRATION, String.valueOf(e.getMessage()), false);
      }
      throw e;
    }
  }

  @Override
  public Duration cooling(OAuthException failure) {
    return RATE_LIMITED;
  }
}
