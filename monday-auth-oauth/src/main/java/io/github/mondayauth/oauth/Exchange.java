package io.github.mondayauth.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Why a stored grant is exchanged for another, and with what request. */
interface Exchange {
  /** How long no further exchange is tried after a failed one. */
  Duration COOLING = Duration.ofSeconds(30);

  /** Whether it is still to be done, or another thread or machine did it. */
  boolean isDue(Grant grant, Instant now);

  /** Whether the present token may be used meanwhile, or if the exchange fails. */
  boolean mayUse(Grant grant, Instant now);

  /** Whether there is something to exchange. */
  boolean isPossible(Grant grant);

  /** What becomes of a credential whose exchange is due and not possible, or null for nothing. */
  StoredCredential.@Nullable Mark whenImpossible();

  /** Asks the provider. */
  TokenAnswer send(TokenClient tokens, Grant grant);

  /** How long to leave the provider alone after this failure. */
  default Duration cooling(OAuthException failure) {
    return COOLING;
  }

  /** A token that expires soon. */
  static Exchange refresh(Setup setup, Holder holder) {
    return new RefreshExchange(setup, holder, null);
  }

  /** A token the service refused. */
  static Exchange renewal(Setup setup, Holder holder, String rejected) {
    return new RefreshExchange(setup, holder, rejected);
  }

  /** A legacy token of monday.com. */
  static Exchange migration(Setup setup, Holder holder) {
    return new MigrationExchange(setup, holder);
  }

  /** RFC 6749 section 6. */
  record RefreshExchange(Setup setup, Holder holder, @Nullable String rejected)
      implements Exchange {
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
}
