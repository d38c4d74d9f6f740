package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.connector.ConnectorSpec;
import io.github.mondayauth.oauth.connector.Connectors;
import io.github.mondayauth.oauth.credential.CredentialRecords;
import io.github.mondayauth.oauth.web.BrowserReply;
import java.net.URI;
import java.util.List;

/** The order of the legs: the first connection that is missing, and the way back after the last. */
final class LegSequence {
  private final Connectors connectors;
  private final CredentialRecords credentials;
  private final Admission admission;
  private final LegStarter starter;
  private final ReturnUrls returnUrls;

  LegSequence(
      Connectors connectors,
      CredentialRecords credentials,
      Admission admission,
      LegStarter starter,
      ReturnUrls returnUrls) {
    this.connectors = connectors;
    this.credentials = credentials;
    this.admission = admission;
    this.starter = starter;
    this.returnUrls = returnUrls;
  }

  /** What a user has to do next. */
  sealed interface Next {
    /** They make a connection. */
    record Missing(Leg leg) implements Next {}

    /** They return to monday.com, since nothing is missing. */
    record Nothing() implements Next {}

    /** They leave, since a required connection is missing that they may not make. */
    record Refused(ConnectorSpec connector, OAuthException cause) implements Next {}
  }

  /**
   * Starts the leg of the first missing connection, or returns the browser.
   *
   * @param cookies further cookies for the reply
   */
  FlowOutcome next(FlowState.Origin origin, FlowState.Progress progress, List<String> cookies) {
    return start(find(origin, progress), origin, progress, cookies);
  }

  /**
   * The first connection that the user still has to make. Optional connections that this user may
   * not make are left out.
   */
  Next find(FlowState.Origin origin, FlowState.Progress progress) {
    for (ConnectorSpec connector : connectors.all()) {
      // Read before it is known to be missing: if somebody makes it in between, the number changes.
      Leg leg = leg(origin, connector);
      if (isSettled(origin, progress, connector)) {
        continue;
      }
      OAuthException refusal = admission.refusal(connector, origin.user());
      if (refusal == null || isDecidedLater(refusal, connector, origin, progress)) {
        return new Next.Missing(leg);
      }
      if (!connector.isOptional()) {
        return new Next.Refused(connector, refusal);
      }
    }
    return new Next.Nothing();
  }

  /**
   * Whether monday.com's leg comes first, after which the user's role may be known: a flow that
   * begins with a link need not have connected monday.com.
   */
  private boolean isDecidedLater(
      OAuthException refusal,
      ConnectorSpec connector,
      FlowState.Origin origin,
      FlowState.Progress progress) {
    return refusal.reason() == Reason.ROLE_UNKNOWN
        && starter.requiresMondayLeg(connector, origin, progress);
  }

  private Leg leg(FlowState.Origin origin, ConnectorSpec connector) {
    boolean isShared = connector.isPerAccount();
    return new Leg(connector, isShared ? credentials.connectionNumber(origin.key(connector)) : 0);
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
  FlowOutcome start(
      Next next, FlowState.Origin origin, FlowState.Progress progress, List<String> cookies) {
    if (next instanceof Next.Refused refused) {
      return RefusalPages.notAllowed(refused.connector(), refused.cause());
    }
    if (!(next instanceof Next.Missing missing)) {
      return goBack(origin, cookies);
    }
    if (!starter.needsMondayLeg(missing.leg().connector(), origin, progress)) {
      return starter.start(missing.leg(), origin, progress, cookies);
    }
    ConnectorSpec monday =
        connectors
            .proof()
            .orElseThrow(
                () ->
                    new OAuthException(
                        Reason.STATE,
                        "confirmation page: expected the user's email address, which only the"
                            + " authorization URL can query, found none. Start again"));
    return starter.consent(leg(origin, monday), "", origin, progress, cookies);
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
        origin.user(), backToUrl, BrowserReply.redirect(backToUrl, cookies));
  }
}
