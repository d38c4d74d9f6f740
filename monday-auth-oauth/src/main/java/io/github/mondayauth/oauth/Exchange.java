package io.github.mondayauth.oauth;

import java.time.Duration;
import java.time.Instant;
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
}
