package io.github.mondayauth.oauth;

import io.github.mondayauth.oauth.flow.ConnectLinks;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A connect link being made: an address of this application at which one user of one account
 * connects what is missing, for a button in a view, a message that says "reconnect", or an
 * administrator's page. {@link Connections#link(io.github.mondayauth.MondayUser, URI)} creates it,
 * and {@link #toUri()} completes it.
 *
 * <p>The link is encrypted. Anyone who has it can open it, any number of times until it expires,
 * but only its user can complete it: the flow first shows monday.com's consent screen, and refuses
 * everybody else before anything is connected. If nothing is missing, the browser goes straight to
 * the return URL, which proves nothing about the person in front of it. A link stops working when
 * the app is uninstalled, and when the client secret with which it was made is neither current nor
 * previous.
 *
 * <p>Not safe for use by several threads.
 */
public final class ConnectLink {
  private final ConnectLinks links;
  private final ConnectLinks.Request request;
  private Set<String> only = Set.of();
  private @Nullable Duration validity;

  ConnectLink(ConnectLinks links, ConnectLinks.Request request) {
    links.check(request);
    this.links = links;
    this.request = request;
  }

  /**
   * Limits the link to some connections. monday.com's is added if the user has to be identified.
   * Default: every connection that is missing when the user opens the link.
   *
   * @param connections the names of connections
   * @return this link
   * @throws IllegalArgumentException if there is no name, if a connection does not exist, or if the
   *     connection of {@link Connections#reconnect} is not among them
   */
  public ConnectLink only(String... connections) {
    only = links.checkNames(request, new LinkedHashSet<>(List.of(connections)));
    return this;
  }

  /**
   * How long the link can be opened. A user who has opened it may take longer to finish. Default:
   * 15 minutes.
   *
   * @param duration one minute to 30 days; whole seconds
   * @return this link
   * @throws IllegalArgumentException if it is shorter or longer
   */
  public ConnectLink validFor(Duration duration) {
    validity = links.checkValidity(duration);
    return this;
  }

  /**
   * Makes the link. Each call makes another one, valid from now. A link for {@link
   * io.github.mondayauth.SessionClaims} opens the account if it is not open.
   *
   * @return an address below the app's base URI, to be opened in a top-level window
   * @throws OAuthException with {@link OAuthException.Reason#UNINSTALLED} if the account is not
   *     open: no user has begun to connect since the app was installed, or it was uninstalled
   * @throws io.github.mondayauth.vault.VaultException if the store or a key fails
   */
  public URI toUri() {
    return links.make(request, only, validity);
  }

  /** Shows the user only. */
  @Override
  public String toString() {
    return "ConnectLink[" + request.user() + "]";
  }
}
