package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.connector.ConnectorSpec;
import io.github.mondayauth.oauth.connector.Connectors;
import io.github.mondayauth.oauth.credential.CredentialRecords;
import io.github.mondayauth.oauth.credential.GrantRevocation;
import io.github.mondayauth.oauth.token.MondayApi;
import io.github.mondayauth.oauth.token.TokenClient;
import io.github.mondayauth.oauth.web.QueryParameters;
import io.github.mondayauth.oauth.web.RawRequest;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.Tombstones;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;

/**
 * The callbacks of all connections, where providers return the browser and the library's own pages
 * lead. Opens the state and finds the cookie before anything else happens.
 */
public final class CallbackEndpoint {
  private final FlowConfig config;
  private final Connectors connectors;
  private final CredentialRecords credentials;
  private final InstantSource time;
  private final StateSeal seal;
  private final RefusalPages refusals;
  private final LegStarter starter;
  private final LegSequence legs;
  private final LegCompletion completion;
  private final ConfirmPage confirmPage;
  private final EntryForm entryForm;
  private final CodeExchange codeExchange;
  private final PageContext pageContext;

  public CallbackEndpoint(
      FlowConfig config,
      InstantSource time,
      AuthListener listener,
      List<Secret> clientSecrets,
      ReturnUrls returnUrls,
      Connectors connectors,
      AccountRecords records,
      CredentialRecords credentials,
      Admission admission,
      Tombstones tombstones,
      TokenClient tokens,
      GrantRevocation revocation,
      MondayApi mondayApi) {
    this.config = config;
    this.connectors = connectors;
    this.credentials = credentials;
    this.time = time;
    this.seal = new StateSeal(clientSecrets);
    this.refusals = new RefusalPages(time);
    this.starter = new LegStarter(config, time, seal);
    this.legs = new LegSequence(connectors, credentials, admission, starter, returnUrls);
    this.completion =
        new LegCompletion(records, credentials, admission, revocation, tombstones, legs, listener);
    this.confirmPage = new ConfirmPage(legs, starter);
    this.entryForm =
        new EntryForm(time, credentials, legs, starter, completion, new KeyAttempts(records));
    this.codeExchange = new CodeExchange(time, tokens, new IdentityCheck(mondayApi));
    this.pageContext = new PageContext(config, connectors, credentials, returnUrls);
  }

  /** Handles a {@code GET} or {@code POST} request. */
  public FlowOutcome resume(RawRequest raw) {
    return FlowCookieLimit.apply(outcome(raw), raw.cookieHeaders(), config.cookieStrength());
  }

  private FlowOutcome outcome(RawRequest raw) {
    CallbackRequest request;
    try {
      request = open(raw);
    } catch (MondayAuthException e) {
      return refusals.of(e);
    }
    try {
      FlowOutcome outcome = refusals.completed(resume(request), request);
      return pageContext.addTo(outcome, request);
    } catch (MondayAuthException e) {
      return pageContext.addTo(refusals.of(e, request), request);
    }
  }

  private CallbackRequest open(RawRequest raw) {
    QueryParameters parameters =
        QueryParameters.parse(raw.parameters())
            .withoutDuplicates("token", "code", "state", "iss", "error", "choice", "proof");
    String path = raw.path();
    String name = path.substring(path.lastIndexOf('/') + 1);
    ConnectorSpec connector =
        connectors
            .find(name)
            .orElseThrow(
                () ->
                    new OAuthException(
                        Reason.CALLBACK, "callback: expected a known connection, found another"));
    String sealedState = parameters.one("state");
    if (sealedState == null) {
      throw new OAuthException(Reason.STATE, "parameter state is missing");
    }
    StateSeal.Opened opened = seal.open(sealedState);
    FlowState state = opened.state();
    if (!state.connection().equals(name)) {
      throw new OAuthException(
          Reason.CALLBACK,
          "callback of " + name + ": found a state of the connection " + state.connection());
    }
    requireBaseUri(state.origin().baseUri());
    FlowCookie cookie =
        FlowCookie.find(raw.cookieHeaders(), state.id(), config.cookieStrength())
            .orElseThrow(
                () ->
                    new OAuthException(
                        Reason.BROWSER,
                        "cookie: expected the one that was set with the state, found none"));
    return new CallbackRequest(
        state,
        opened.keys(),
        sealedState,
        config.callbackUri(state.origin().baseUri(), name),
        connector,
        cookie,
        parameters,
        raw.method().equals("POST"));
  }

  /** Refuses the state of a flow at an address that this instance does not have. */
  private void requireBaseUri(URI baseUri) {
    if (!config.baseUris().contains(baseUri)) {
      throw new OAuthException(
          Reason.STATE,
          "state: expected one of the app's base URIs "
              + config.baseUris()
              + ", found "
              + baseUri
              + ". Configure the same base URIs on all instances");
    }
  }

  private FlowOutcome resume(CallbackRequest request) {
    requireCheck(request);
    if ("again".equals(request.choice())) {
      return startAgain(request);
    }
    FlowState state = request.state();
    if (state.isExpired(time.instant())) {
      throw new OAuthException(
          Reason.EXPIRED, "the state expired at " + state.expiresAt() + ". Start again");
    }
    return switch (state.stage()) {
      case CONFIRM -> confirmPage.resume(request);
      case FORM -> entryForm.resume(request);
      case CONSENT -> completion.complete(request, codeExchange);
    };
  }

  /**
   * Refuses a state whose flow lacks what this instance requires, since an instance that requires
   * less may have sealed it.
   */
  private void requireCheck(CallbackRequest request) {
    boolean isConfirmation = request.state().stage() == FlowState.Stage.CONFIRM;
    boolean isRefused =
        isConfirmation
            ? starter.needsMondayLeg(request.connector(), request.origin(), request.progress())
            : config.lacksCheck(request.connector(), request.origin(), request.progress());
    if (isRefused) {
      throw new OAuthException(
          Reason.STATE,
          "state: expected one whose flow has passed "
              + (config.requiredCheck(request.origin()) == UserCheck.PROVEN
                  ? "monday.com's leg"
                  : "the confirmation page")
              + ", found "
              + request.progress().check()
              + ". Use the same configuration on all instances");
    }
  }

  /** Starts the leg again with a new state and cookie. What the user confirmed stays confirmed. */
  private FlowOutcome startAgain(CallbackRequest request) {
    FlowState state = request.state();
    if (!state.mayStartAgain(time.instant()) || !request.isFromOurPage()) {
      throw new OAuthException(
          Reason.EXPIRED,
          "the flow is too old to start again, or the request is not from its page");
    }
    List<String> cookies = List.of(request.cookie().clear());
    boolean isConnected = !request.isReconnecting() && credentials.isConnected(request.key());
    // Whether the user may make a connection of the whole account is decided whenever a leg starts.
    if (isConnected || request.connector().isPerAccount()) {
      return legs.next(request.origin(), request.progress(), cookies);
    }
    return state.stage() == FlowState.Stage.CONSENT
        ? starter.consent(
            request.leg(), state.host(), request.origin(), request.progress(), cookies)
        : starter.start(request.leg(), request.origin(), request.progress(), cookies);
  }
}
