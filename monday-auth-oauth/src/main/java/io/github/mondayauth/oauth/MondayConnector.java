package io.github.mondayauth.oauth;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.MondayUser;
import io.github.mondayauth.oauth.connector.ConnectRule;
import io.github.mondayauth.oauth.connector.MondaySpec;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * monday.com as a connection: the user consents to API calls that the app makes on their behalf.
 * Immutable and safe for use by several threads.
 */
public final class MondayConnector implements Connector {
  private final MondaySpec spec;

  MondayConnector(MondaySpec spec) {
    this.spec = spec;
  }

  /**
   * Uses monday.com's OAuth flow from before OAuth 2.1. Its tokens do not expire and cannot be
   * refreshed. monday.com has announced that it will stop accepting them on 2026-10-01; see {@link
   * Connections.Admin#migrate}. Default: OAuth 2.1.
   *
   * @return a new connector
   */
  public MondayConnector legacy() {
    return new MondayConnector(spec.withLegacy());
  }

  /**
   * If the app is not installed on the user's account, sends the user through its installation
   * first ({@code force_install_if_needed}). Default: monday.com shows an error.
   *
   * @return a new connector
   */
  public MondayConnector installIfNeeded() {
    return new MondayConnector(spec.withInstallIfNeeded());
  }

  /**
   * Uses one version of the app, for example a draft ({@code app_version_id}). Only the app's
   * collaborators can connect it. Default: the live version.
   *
   * @param id the id of the version, positive
   * @return a new connector
   * @throws IllegalArgumentException if the id is not positive
   */
  public MondayConnector appVersion(long id) {
    return new MondayConnector(spec.withAppVersion(id));
  }

  /**
   * Opens the consent screen at the account in whose subdomain {@code backToUrl} is. The user can
   * choose another account there, which {@link Connections#resume} then refuses. Default:
   * monday.com chooses.
   *
   * @return a new connector
   */
  public MondayConnector preferAccount() {
    return new MondayConnector(spec.withPreferredAccount());
  }

  /**
   * Allows consent only for the account in whose subdomain {@code backToUrl} is ({@code
   * subdomain}). Default: monday.com chooses.
   *
   * @return a new connector
   */
  public MondayConnector forceAccount() {
    return new MondayConnector(spec.withForcedAccount());
  }

  /**
   * Omits the check at build that the scopes identify the user. Use it if monday.com's access
   * tokens name their user and account themselves ({@code uid} and {@code actid}), as those of
   * {@link #legacy()} do, or if {@code me:read} and {@code account:read} are requested because they
   * are configured in the Developer Center. Otherwise every user is refused with {@link
   * OAuthException.Reason#IDENTITY_UNKNOWN}. Default: both scopes are required.
   *
   * @return a new connector
   */
  public MondayConnector withoutIdentityScopes() {
    return new MondayConnector(spec.withoutIdentityScopes());
  }

  /**
   * Stores one credential for the whole account, which users whom the application chooses may
   * connect. There is no form for roles, as {@link OAuthConnector#perAccount(ConnectPolicy)} has
   * one: a user's role is only available to an access token of that user. A stored credential is
   * replaced only if it no longer works, or by {@link Connections#reconnect}. One without a refresh
   * token stays in use after monday.com has refused it with status 401, since the reason may be
   * what a single user did. Other users see a page that refers them to an administrator. Default:
   * one credential for each user.
   *
   * @param mayConnect whether a user may connect it; called when the connection begins and again
   *     before it is stored. A user for whom it throws an exception may not
   * @return a new connector
   */
  public MondayConnector perAccount(Predicate<MondayUser> mayConnect) {
    return new MondayConnector(
        spec.withPerAccount(new ConnectRule.Chosen(requireNonNull(mayConnect))));
  }

  /**
   * Lets {@link Connections.Admin#maintain()} refresh credentials that nobody has used for this
   * long, for services whose refresh tokens expire from disuse. Choose about half of the time that
   * the service allows. Default: unused credentials are not refreshed.
   *
   * @param age the time since the last refresh, from one hour to 100 years
   * @return a new connector
   * @throws IllegalArgumentException if it is outside this range
   */
  public MondayConnector refreshUnusedAfter(Duration age) {
    return new MondayConnector(spec.withRefreshUnusedAfter(age));
  }

  /**
   * Lets users skip this connection. Default: required.
   *
   * @return a new connector
   */
  public MondayConnector optional() {
    return new MondayConnector(spec.withOptional());
  }

  @Override
  public String name() {
    return spec.name();
  }

  MondaySpec spec() {
    return spec;
  }

  /** Shows the name. */
  @Override
  public String toString() {
    return name();
  }
}
