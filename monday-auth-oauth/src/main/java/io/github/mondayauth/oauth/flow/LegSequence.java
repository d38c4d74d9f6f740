package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.connector.ConnectorOptions;
import io.github.mondayauth.oauth.connector.ConnectorSpec;
import io.github.mondayauth.oauth.connector.Connectors;
import io.github.mondayauth.oauth.credential.CredentialRecords;
import io.github.mondayauth.oauth.web.BrowserReplies;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The order of the legs: the first connection that is missing, and the way back after the last. */
final class LegSequence {
  private final Connectors connectors;
  private final CredentialRecords credentials;
  private final LegStarter starter;
  private final ReturnUrls returnUrls;

  LegSequence(
      Connectors connectors,
      CredentialRecords credentials,
      LegStarter starter,
      ReturnUrls returnUrls) {
    this.connectors = connectors;
    this.credentials = credentials;
    this.starter = starter;
    this.returnUrls = returnUrls;
  }

  /**
   * Starts the leg of the first missing connection, or returns the browser.
   *
   * @param cookies further cookies for the reply
   * @throws NotAllowedException if a connection is missing that this user may not make
   */
  FlowOutcome next(FlowState.Origin origin, FlowState.Progress progress, List<String> cookies) {
    return startOrReturn(firstMissing(origin, progress), origin, progress, cookies);
  }

  /**
   * The first connection that the user still has to make, or null if there is none. Optional
   * connections that this user may not make are left out.
   *
   * @throws NotAllowedException if a required connection is missing that this user may not make
   */
  @Nullable ConnectorSpec firstMissing(FlowState.Origin origin, FlowState.Progress progress) {
    for (ConnectorSpec connector : connectors.all()) {
      if (isSettled(origin, progress, connector)) {
        continue;
      }
      ConnectorOptions options = connector.options();
      if (!options.perAccount() || options.mayConnect().test(origin.user())) {
        return connector;
      }
      if (!options.optional()) {
        throw new NotAllowedException(connector);
      }
    }
    return null;
  }

  private boolean isSettled(
      FlowState.Origin origin, FlowState.Progress progress, ConnectorSpec connector) {
    String name = connector.name();
    return !origin.includes(name)
        || progress.skipped().contains(name)
        || (!progress.isReconnecting(name) && credentials.isConnected(origin.key(connector)));
  }

  /**
   * Starts the leg of a connection, or returns the browser if none is missing. First starts
   * monday.com's leg, even if that connection exists, if nothing else can show whose browser this
   * is.
   *
   * @throws OAuthException if nothing can
   */
  FlowOutcome startOrReturn(
      @Nullable ConnectorSpec missing,
      FlowState.Origin origin,
      FlowState.Progress progress,
      List<String> cookies) {
    if (missing == null) {
      return goBack(origin, cookies);
    }
    if (!starter.needsMondayLeg(missing, origin, progress)) {
      return starter.start(missing, origin, progress, cookies);
    }
    ConnectorSpec monday =
        connectors
            .proof()
            .orElseThrow(
                () ->
                    new OAuthException(
                        Reason.STATE,
                        "confirmation page: expected the user's e-mail address, which only the"
                            + " authorization URL can query, found none. Start again"));
    return starter.consent(monday, "", origin, progress, cookies);
  }

  /** Whether monday.com's leg can show that a browser is the user's. */
  boolean canProveUser() {
    return connectors.proof().isPresent();
  }

  private FlowOutcome goBack(FlowState.Origin origin, List<String> cookies) {
    URI backToUrl = origin.backToUrl();
    // It was checked when the flow began, perhaps by an instance with another configuration.
    returnUrls.requireAllowed(origin);
    return new FlowOutcome.Done(
        origin.user(), backToUrl, BrowserReplies.redirect(backToUrl, cookies));
  }
}
