package io.github.mondayauth.oauth;

import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import java.util.List;
import java.util.Optional;

/**
 * Receives the browser at a connection's callback: opens the state, compares the cookie, and only
 * then lets the leg go on.
 */
final class Callback {
  private final Setup setup;
  private final Refusals refusals;
  private final Chain chain;
  private final LegStart legs;
  private final CredentialRecords credentials;
  private final Gate gate;
  private final EntryForm form;
  private final CodeLeg code;

  Callback(
      Setup setup,
      Refusals refusals,
      Chain chain,
      LegStart legs,
      CredentialRecords credentials,
      CodeLeg code) {
    this.setup = setup;
    this.refusals = refusals;
    this.chain = chain;
    this.legs = legs;
    this.credentials = credentials;
    this.code = code;
    this.gate = new Gate(chain, legs);
    this.form = new EntryForm(setup, chain, legs, credentials);
  }

  Step resume(BrowserRequest request) {
    Visit visit;
    try {
      visit = visit(request);
    } catch (MondayAuthException e) {
      return refusals.of(e);
    }
    try {
      return resume(visit);
    } catch (MondayAuthException e) {
      return refusals.of(e, visit);
    }
  }

  private Visit visit(BrowserRequest request) {
    String path = request.path();
    RawParameters parameters =
        RawParameters.parse(request.parameters())
            .withoutDuplicates("token", "code", "state", "iss", "error", "choice", "proof");
    String name = path.substring(path.lastIndexOf('/') + 1);
    Connector connector =
        setup
            .connector(name)
            .orElseThrow(() -> new OAuthException(Reason.CALLBACK, "no such callback"));
    String state = parameters.one("state");
    if (state == null) {
      throw new OAuthException(Reason.STATE, "the state is missing");
    }
    StateSeal.Opened opened = setup.seal().open(state);
    if (!opened.flow().connection().equals(name)) {
      throw new OAuthException(
          Reason.CALLBACK,
          "a state of " + opened.flow().connection() + " came to the callback of " + name);
    }
    Optional<FlowCookie> cookie =
        FlowCookie.find(request.cookieHeaders(), opened.flow().id(), setup.cookieStrength());
    return new Visit(
        opened.flow(),
        opened.keys(),
        state,
        setup.callbackUri(name),
        connector,
        cookie.orElseThrow(
            () -> new OAuthException(Reason.BROWSER, "the flow's cookie did not come along")),
        parameters);
  }

  private Step resume(Visit visit) {
    if ("again".equals(visit.parameters().one("choice"))) {
      return startAgain(visit);
    }
    if (visit.flow().isExpired(setup.now())) {
      throw new OAuthException(Reason.EXPIRED, "the state has expired");
    }
    return switch (visit.flow().stage()) {
      case GATE -> gate.resume(visit);
      case FORM -> form.resume(visit);
      case CODE -> code.resume(visit);
    };
  }

  /** A new flow from the old one and its cookie; what the old one vouched for stays true. */
  private Step startAgain(Visit visit) {
    Flow flow = visit.flow();
    if (!flow.mayStartAgain(setup.now()) || !visit.isProven()) {
      throw new OAuthException(Reason.EXPIRED, "starting again is not possible any more");
    }
    List<String> cookies = visit.cleared(setup);
    boolean anew = visit.connector().name().equals(flow.progress().anew());
    if (!anew && credentials.isConnected(visit.holder())) {
      return chain.next(flow.origin(), flow.progress(), Naming.NONE, cookies);
    }
    return flow.stage() == Flow.Stage.CODE
        ? legs.consent(visit.connector(), flow.host(), flow.origin(), flow.progress(), cookies)
        : legs.start(visit.connector(), flow.origin(), flow.progress(), Naming.NONE, cookies);
  }
}
