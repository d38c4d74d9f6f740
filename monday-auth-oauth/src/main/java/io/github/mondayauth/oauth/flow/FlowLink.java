package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.MondayUser;
import io.github.mondayauth.vault.internal.Epoch;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * The content of a connect link: whom the application made it for, and what they connect. It does
 * not say who opens it.
 *
 * @param user the user for whom the link was made
 * @param epoch the account's installation at that time
 * @param baseUri the address of the application that the link leads to
 * @param returnTo where the browser returns in the end
 * @param madeAt when the application made the link
 * @param expiresAt when it can no longer be opened
 * @param profile the profile to connect, or empty for the default one
 * @param reconnecting the connection to make although it exists already, or empty
 * @param only the names of the connections to make if they are missing, or empty for all
 */
record FlowLink(
    MondayUser user,
    Epoch epoch,
    URI baseUri,
    URI returnTo,
    Instant madeAt,
    Instant expiresAt,
    String profile,
    String reconnecting,
    Set<String> only) {
  /** How long a link can be opened unless the application sets another duration. */
  static final Duration DEFAULT_VALIDITY = Duration.ofMinutes(15);

  /** Shorter, and a person could not open it. */
  static final Duration MIN_VALIDITY = Duration.ofMinutes(1);

  /** Long enough for a message that somebody reads after their holidays. */
  static final Duration MAX_VALIDITY = Duration.ofDays(30);

  FlowLink {
    only = Set.copyOf(only);
  }

  boolean isExpired(Instant now) {
    return !now.isBefore(expiresAt);
  }

  /** Shows neither the return URL nor the epoch. */
  @Override
  public String toString() {
    return "FlowLink[" + user + ", expiresAt=" + expiresAt + "]";
  }
}
