package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.SessionClaims;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.connector.Connectors;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.AccountRoot;
import io.github.mondayauth.vault.internal.Tombstones;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Connect links, which begin a flow in place of an authorization token. The application makes them
 * for one user; {@link AuthorizeEndpoint} opens them for anyone who follows them, so the flow that
 * begins has to prove the user by monday.com's leg.
 */
public final class ConnectLinks {
  private final FlowConfig config;
  private final InstantSource time;
  private final LinkSeal seal;
  private final Connectors connectors;
  private final AccountRecords records;
  private final AccountOpening opening;
  private final ReturnUrls returnUrls;

  public ConnectLinks(
      FlowConfig config,
      InstantSource time,
      List<Secret> clientSecrets,
      Connectors connectors,
      AccountRecords records,
      Tombstones tombstones,
      ReturnUrls returnUrls) {
    this.config = config;
    this.time = time;
    this.seal = new LinkSeal(clientSecrets);
    this.connectors = connectors;
    this.records = records;
    this.opening = new AccountOpening(records, tombstones);
    this.returnUrls = returnUrls;
  }

  /**
   * What an application asks of a link.
   *
   * @param user the user for whom the link is made
   * @param session the session token that shows that the user has the app open, or null
   * @param returnTo where the browser returns in the end
   * @param profile the profile to connect, or empty for the default one
   * @param reconnecting the connection to make although it exists already, or empty
   */
  public record Request(
      MondayUser user,
      @Nullable SessionClaims session,
      URI returnTo,
      String profile,
      String reconnecting) {

    /** Shows the user only. */
    @Override
    public String toString() {
      return "Request[" + user + "]";
    }
  }

  /**
   * Checks what does not depend on the account.
   *
   * @throws IllegalStateException if no connector can prove who opens a link
   * @throws IllegalArgumentException if the flow may not return to the URL
   */
  public void check(Request request) {
    if (connectors.proof().isEmpty()) {
      throw new IllegalStateException(
          "link: expected Connector.monday without perAccount() among the connectors, which shows"
              + " who opens the link, found none");
    }
    if (!returnUrls.isAllowed(request.returnTo())) {
      throw new IllegalArgumentException(
          "returnTo: expected " + returnUrls.expected() + ", found " + request.returnTo());
    }
  }

  /**
   * Checks the names of connections.
   *
   * @throws IllegalArgumentException if there are none, or one is unknown, or the connection to
   *     reconnect is missing
   */
  public Set<String> checkNames(Request request, Set<String> only) {
    if (only.isEmpty()) {
      throw new IllegalArgumentException("only: expected the name of a connection, found none");
    }
    only.forEach(connectors::known);
    if (!request.reconnecting().isEmpty() && !only.contains(request.reconnecting())) {
      throw new IllegalArgumentException(
          "only: expected the connection to reconnect, "
              + request.reconnecting()
              + ", among the names, found "
              + only);
    }
    return Set.copyOf(only);
  }

  /**
   * Checks how long a link can be opened.
   *
   * @throws IllegalArgumentException if it is too short or too long
   */
  public Duration checkValidity(Duration validity) {
    if (validity.compareTo(FlowLink.MIN_VALIDITY) < 0
        || validity.compareTo(FlowLink.MAX_VALIDITY) > 0) {
      throw new IllegalArgumentException(
          "validFor: expected one minute to 30 days, found " + validity);
    }
    return validity;
  }

  /**
   * Makes a link. A session token opens the account if it is not open.
   *
   * @param only the names of the connections to make if they are missing, or empty for all
   * @param validity how long the link can be opened, or null for the default
   * @throws OAuthException with UNINSTALLED if the account is not open, and a session token may not
   *     open it because the app was uninstalled within the time that a flow takes
   */
  public URI make(Request request, Set<String> only, @Nullable Duration validity) {
    Instant now = time.instant().truncatedTo(ChronoUnit.SECONDS);
    URI baseUri = returnUrls.baseOf(request.returnTo());
    FlowLink link =
        new FlowLink(
            request.user(),
            root(request).epoch(),
            baseUri,
            request.returnTo(),
            now,
            now.plus(validity == null ? FlowLink.DEFAULT_VALIDITY : validity),
            request.profile(),
            request.reconnecting(),
            only);
    return URI.create(baseUri + config.authorizePath() + "?link=" + seal.seal(link));
  }

  private AccountRoot root(Request request) {
    MondayAccount account = request.user().account();
    Optional<AccountRoot> present = records.root(account);
    if (present.isPresent()) {
      return present.get();
    }
    if (request.session() == null) {
      throw new OAuthException(
          Reason.UNINSTALLED,
          "link: expected an account in which a user has begun to connect, found that account "
              + account.id()
              + " is not open. Let the user start at monday.com, or in a view");
    }
    // A session token does not say when it was issued, so it proves no time.
    return opening.open(account, Instant.EPOCH);
  }

  /** An opened link: how the flow begins, and what it reconnects. */
  record Opened(FlowState.Origin origin, FlowState.Progress progress) {}

  /**
   * Opens a link for anyone who follows it. Opens no account.
   *
   * @throws OAuthException with LINK if the link is not one of this application's, or its return
   *     URL or a connection is no longer configured; EXPIRED if it has expired; UNINSTALLED if the
   *     app was uninstalled since it was made
   */
  Opened open(String sealed) {
    FlowLink link = seal.open(sealed);
    Instant now = time.instant();
    if (link.isExpired(now)) {
      throw new OAuthException(
          Reason.EXPIRED, "the link expired at " + link.expiresAt() + ". Make a new one");
    }
    requireConfigured(link);
    requireInstalled(link);
    FlowState.Origin origin =
        new FlowState.Origin(
            link.user(),
            link.returnTo(),
            link.baseUri(),
            link.madeAt(),
            false,
            link.epoch(),
            link.profile(),
            "",
            "",
            "",
            new FlowState.FromLink(link.only(), now));
    return new Opened(origin, FlowState.Progress.start(link.reconnecting()));
  }

  private void requireInstalled(FlowLink link) {
    MondayAccount account = link.user().account();
    boolean isOpen =
        records.root(account).filter(root -> root.epoch().equals(link.epoch())).isPresent();
    if (!isOpen) {
      throw new OAuthException(
          Reason.UNINSTALLED,
          "link: expected the installation for which it was made, found that the app was"
              + " uninstalled or installed again since then");
    }
    opening.requireInstalled(account, link.madeAt());
  }

  /** Refuses a link that an instance with another configuration made. */
  private void requireConfigured(FlowLink link) {
    returnUrls.requireAllowedByLink(link.returnTo());
    if (!config.baseUris().contains(link.baseUri())) {
      throw new OAuthException(
          Reason.LINK,
          "link: expected one of the app's base URIs "
              + config.baseUris()
              + ", found another. Configure the same base URIs on all instances");
    }
    boolean areKnown =
        link.only().stream().allMatch(name -> connectors.find(name).isPresent())
            && (link.reconnecting().isEmpty() || connectors.find(link.reconnecting()).isPresent());
    if (!areKnown || connectors.proof().isEmpty()) {
      throw new OAuthException(
          Reason.LINK,
          "link: expected connections that are configured, monday.com's among them, found one that"
              + " is not. Use the same configuration on all instances");
    }
  }
}
