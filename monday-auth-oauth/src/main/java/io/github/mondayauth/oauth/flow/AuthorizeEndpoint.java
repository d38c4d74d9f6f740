package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.AuthorizationClaims;
import io.github.mondayauth.AuthorizationTokenVerifier;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Secret;
import io.github.mondayauth.internal.MondayHosts;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.connector.ConnectorSpec;
import io.github.mondayauth.oauth.connector.Connectors;
import io.github.mondayauth.oauth.credential.CredentialRecords;
import io.github.mondayauth.oauth.credential.UninstallClaims;
import io.github.mondayauth.oauth.token.MondayApi;
import io.github.mondayauth.oauth.web.QueryParameters;
import io.github.mondayauth.oauth.web.RawRequest;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.AccountRoot;
import io.github.mondayauth.vault.internal.Tombstones;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The authorization URL, where monday.com sends the user with an authorization token, and the
 * application with a connect link.
 */
public final class AuthorizeEndpoint {
  private static final Set<String> FRAMES = Set.of("iframe", "frame", "embed", "object");

  private final MondayApp app;
  private final FlowConfig config;
  private final MondayHosts hosts;
  private final ConnectLinks links;
  private final AccountOpening opening;
  private final UninstallClaims uninstallClaims;
  private final LegStarter starter;
  private final LegSequence legs;
  private final DisplayNames displayNames;
  private final RefusalPages refusals;
  private final PageContext pageContext;

  /** Null if the app has no signing secret, which a process that only uses credentials omits. */
  private final @Nullable AuthorizationTokenVerifier verifier;

  public AuthorizeEndpoint(
      MondayApp app,
      boolean hasSigningSecret,
      List<Secret> clientSecrets,
      MondayHosts hosts,
      FlowConfig config,
      ReturnUrls returnUrls,
      ConnectLinks links,
      Connectors connectors,
      AccountRecords records,
      CredentialRecords credentials,
      Admission admission,
      Tombstones tombstones,
      UninstallClaims uninstallClaims,
      MondayApi mondayApi) {
    this.app = app;
    this.config = config;
    this.hosts = hosts;
    this.links = links;
    this.opening = new AccountOpening(records, tombstones);
    this.uninstallClaims = uninstallClaims;
    this.starter = new LegStarter(config, app.timeSource(), new StateSeal(clientSecrets));
    this.legs = new LegSequence(connectors, credentials, admission, starter, returnUrls);
    this.displayNames = new DisplayNames(mondayApi);
    this.refusals = new RefusalPages(app.timeSource());
    this.pageContext = new PageContext(config, connectors, credentials, returnUrls);
    this.verifier = hasSigningSecret ? app.authorizationTokenVerifier() : null;
  }

  /**
   * Handles a request whose query contains the authorization token or a connect link.
   *
   * @param profile the profile to connect, or empty for the default one; a link has its own
   * @param reconnecting the connection to make although it exists already, or empty; a link has its
   *     own
   * @throws IllegalStateException if the request has no link and the app has no signing secret
   */
  public FlowOutcome begin(RawRequest request, String profile, String reconnecting) {
    try {
      QueryParameters parameters = QueryParameters.parse(request.parameters());
      if (parameters.names().contains("link")) {
        return beginWithLink(request, parameters);
      }
      String token = parameters.one("token");
      AuthorizationClaims claims = verifier().verify(token, config.authorizePath());
      return begin(request, claims, profile, reconnecting);
    } catch (MondayAuthException e) {
      return refusals.of(e);
    }
  }

  private FlowOutcome beginWithLink(RawRequest request, QueryParameters parameters) {
    try {
      if (parameters.names().contains("token")) {
        throw new OAuthException(
            OAuthException.Reason.PARAMETERS,
            "expected an authorization token or a link, found the parameters of both");
      }
      ConnectLinks.Opened opened = links.open(parameters.required("link"));
      if (isFramed(request)) {
        return refusals.inFrame(request, hosts.contentSources());
      }
      FlowOutcome outcome = legs.next(opened.origin(), opened.progress(), List.of());
      outcome = pageContext.addTo(outcome, opened.origin(), opened.progress());
      return FlowCookieLimit.apply(outcome, request.cookieHeaders(), config.cookieStrength());
    } catch (MondayAuthException e) {
      return refusals.ofLink(e);
    }
  }

  private static boolean isFramed(RawRequest request) {
    String destination = request.fetchDestination();
    return destination != null && FRAMES.contains(destination);
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
      if (isFramed(request)) {
        URI within = claims.backToUrl();
        return refusals.inFrame(request, within.getScheme() + "://" + within.getRawAuthority());
      }
      FlowOutcome outcome = start(request, claims, profile, reconnecting);
      return FlowCookieLimit.apply(outcome, request.cookieHeaders(), config.cookieStrength());
    } catch (MondayAuthException e) {
      return pageContext.addTo(refusals.of(e), claims.backToUrl());
    }
  }

  private FlowOutcome start(
      RawRequest request, AuthorizationClaims claims, String profile, String reconnecting) {
    Instant provenTime = FlowState.Origin.provenTime(claims.issuedAt(), claims.isIssueTimeStated());
    AccountRoot root = opening.open(claims.account(), provenTime);
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
            "",
            null);
    FlowState.Progress progress = FlowState.Progress.start(reconnecting);
    LegSequence.Next next = legs.find(origin, progress);
    ConnectorSpec missing =
        next instanceof LegSequence.Next.Missing found ? found.leg().connector() : null;
    if (missing != null
        && config.requiredCheck(origin) == UserCheck.CONFIRMED
        && starter.needsConfirmation(missing, origin, progress)) {
      try {
        // Now, because the short-lived token will have expired when the page is reloaded.
        origin = displayNames.addTo(origin, claims.shortLivedToken());
      } catch (OAuthException e) {
        if (config.lacksCheck(missing, origin, progress) && !legs.canProveUser()) {
          return pageContext.addTo(refusals.unconfirmed(e, request), claims.backToUrl());
        }
      }
    }
    return pageContext.addTo(legs.start(next, origin, progress, List.of()), origin, progress);
  }
}
