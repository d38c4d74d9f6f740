package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.AuthorizationClaims;
import io.github.mondayauth.AuthorizationTokenVerifier;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Secret;
import io.github.mondayauth.internal.MondayHosts;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.connector.ConnectorSpec;
import io.github.mondayauth.oauth.connector.Connectors;
import io.github.mondayauth.oauth.credential.CredentialRecords;
import io.github.mondayauth.oauth.credential.Tombstones;
import io.github.mondayauth.oauth.credential.UninstallClaims;
import io.github.mondayauth.oauth.token.MondayApi;
import io.github.mondayauth.oauth.web.QueryParameters;
import io.github.mondayauth.oauth.web.RawRequest;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.AccountRoot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The authorization URL, where monday.com sends the user with an authorization token. */
public final class AuthorizeEndpoint {
  private static final Set<String> FRAMES = Set.of("iframe", "frame", "embed", "object");

  private final MondayApp app;
  private final FlowConfig config;
  private final AccountRecords records;
  private final Tombstones tombstones;
  private final UninstallClaims uninstallClaims;
  private final LegStarter starter;
  private final LegSequence legs;
  private final DisplayNames displayNames;
  private final RefusalPages refusals;

  /** Null if the app has no signing secret, which a process that only uses credentials omits. */
  private final @Nullable AuthorizationTokenVerifier verifier;

  public AuthorizeEndpoint(
      MondayApp app,
      boolean hasSigningSecret,
      List<Secret> clientSecrets,
      MondayHosts hosts,
      FlowConfig config,
      Connectors connectors,
      AccountRecords records,
      CredentialRecords credentials,
      Tombstones tombstones,
      UninstallClaims uninstallClaims,
      MondayApi mondayApi) {
    this.app = app;
    this.config = config;
    this.records = records;
    this.tombstones = tombstones;
    this.uninstallClaims = uninstallClaims;
    this.starter = new LegStarter(config, app.timeSource(), new StateSeal(clientSecrets));
    this.legs = new LegSequence(connectors, credentials, starter, hosts);
    this.displayNames = new DisplayNames(mondayApi);
    this.refusals = new RefusalPages(app.timeSource());
    this.verifier = hasSigningSecret ? app.authorizationTokenVerifier() : null;
  }

  /**
   * Handles a request whose query contains the authorization token.
   *
   * @param profile the profile to connect, or empty for the default one
   * @param reconnecting the connection to make although it exists already, or empty
   * @throws IllegalStateException if the app has no signing secret
   */
  public FlowOutcome begin(RawRequest request, String profile, String reconnecting) {
    try {
      String token = QueryParameters.parse(request.parameters()).one("token");
      AuthorizationClaims claims = verifier().verify(token, config.authorizePath());
      return begin(request, claims, profile, reconnecting);
    } catch (MondayAuthException e) {
      return refusals.of(e);
    }
  }

  private AuthorizationTokenVerifier verifier() {
    // Without a signing secret, this throws the exception that says so.
    return verifier == null ? app.authorizationTokenVerifier() : verifier;
  }

  /**
   * Handles a request whose authorization token the application has verified.
   *
   * @param profile the profile to connect, or empty for the default one
   * @param reconnecting the connection to make although it exists already, or empty
   */
  public FlowOutcome begin(
      RawRequest request, AuthorizationClaims claims, String profile, String reconnecting) {
    try {
      String destination = request.fetchDestination();
      if (destination != null && FRAMES.contains(destination)) {
        return refusals.inFrame(request, claims.backToUrl());
      }
      FlowOutcome outcome = start(request, claims, profile, reconnecting);
      return FlowCookieLimit.apply(outcome, request.cookieHeaders(), config.cookieStrength());
    } catch (NotAllowedException e) {
      return refusals.of(e);
    } catch (MondayAuthException e) {
      return refusals.of(e);
    }
  }

  /**
   * The account's root, which is created if it does not exist. Reads the tombstones before and
   * after creating it: before, so that a link from before an uninstall creates nothing; after, in
   * case the uninstall happened in between and found no root to delete.
   *
   * @throws OAuthException with UNINSTALLED if the token was issued before an uninstall
   */
  private AccountRoot open(MondayAccount account, Instant provenTime) {
    Optional<AccountRoot> present = records.root(account);
    requireInstalled(account, provenTime);
    if (present.isPresent()) {
      return present.get();
    }
    AccountRoot created = records.open(account, provenTime);
    try {
      requireInstalled(account, provenTime);
    } catch (OAuthException uninstalled) {
      if (records.list(account).isEmpty()) {
        records.forget(account);
      }
      throw uninstalled;
    }
    return created;
  }

  private void requireInstalled(MondayAccount account, Instant provenTime) {
    if (tombstones.after(account, provenTime).isPresent()) {
      throw CredentialRecords.uninstalled();
    }
  }

  private FlowOutcome start(
      RawRequest request, AuthorizationClaims claims, String profile, String reconnecting) {
    Instant provenTime = FlowState.Origin.provenTime(claims.issuedAt(), claims.isIssueTimeStated());
    AccountRoot root = open(claims.account(), provenTime);
    // monday.com issues authorization tokens only for accounts that have the app installed.
    uninstallClaims.disprove(claims.account(), provenTime);
    FlowState.Origin origin =
        new FlowState.Origin(
            claims.user(),
            claims.backToUrl(),
            claims.baseUri(),
            claims.issuedAt(),
            claims.isIssueTimeStated(),
            root.epoch(),
            profile,
            "",
            "",
            "");
    FlowState.Progress progress = FlowState.Progress.start(reconnecting);
    ConnectorSpec missing = legs.firstMissing(origin, progress);
    if (missing != null
        && config.requiredCheck() == UserCheck.CONFIRMED
        && starter.needsConfirmation(missing, progress)) {
      try {
        // Now, because the short-lived token will have expired when the page is reloaded.
        origin = displayNames.addTo(origin, claims.shortLivedToken());
      } catch (OAuthException e) {
        if (config.lacksCheck(missing, progress) && !legs.canProveUser()) {
          return refusals.unconfirmed(e, request);
        }
      }
    }
    return legs.startOrReturn(missing, origin, progress, List.of());
  }
}
