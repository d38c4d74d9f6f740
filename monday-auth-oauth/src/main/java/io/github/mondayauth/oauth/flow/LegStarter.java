package io.github.mondayauth.oauth;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Starts a leg: a page of ours first where one is due, else the provider's consent screen. */
final class LegStart {
  private final Setup setup;

  LegStart(Setup setup) {
    this.setup = setup;
  }

  Step start(
      Connector connector,
      Flow.Origin origin,
      Flow.Progress progress,
      Naming naming,
      List<String> cookies) {
    boolean monday = connector instanceof MondayConnector;
    boolean unvouched = !monday && !progress.vouched() && setup.confirms();
    boolean offered = Traits.of(connector).optional() && !(connector instanceof ApiKeyConnector);
    if (unvouched || offered) {
      return page(Flow.Stage.GATE, connector, naming.name(origin), progress, cookies);
    }
    return proceed(connector, origin, progress, cookies);
  }

  /** Past the gate: a form where the user has something to enter, else the consent screen. */
  Step proceed(
      Connector connector, Flow.Origin origin, Flow.Progress progress, List<String> cookies) {
    boolean entersHost = connector instanceof OAuthConnector oauth && oauth.server().isPerHost();
    if (entersHost || connector instanceof ApiKeyConnector) {
      return page(Flow.Stage.FORM, connector, origin.unnamed(), progress, cookies);
    }
    return consent(connector, "", origin, progress, cookies);
  }

  /** The provider's consent screen. */
  Step consent(
      Connector connector,
      String host,
      Flow.Origin origin,
      Flow.Progress progress,
      List<String> cookies) {
    FlowCookie cookie = FlowCookie.random();
    Flow flow = flow(Flow.Stage.CODE, connector, host, origin.unnamed(), progress, cookie);
    String verifier = setup.seal().current().verifier(cookie);
    URI address = ConsentAddress.of(setup, connector, flow, setup.seal().seal(flow), verifier);
    return ask(connector, address, cookie, cookies);
  }

  /**
   * A page of ours, at an address that carries its state: it survives a reload, while the
   * authorization token in the present address lives five minutes only.
   */
  private Step page(
      Flow.Stage stage,
      Connector connector,
      Flow.Origin origin,
      Flow.Progress progress,
      List<String> cookies) {
    FlowCookie cookie = FlowCookie.random();
    Flow flow = flow(stage, connector, "", origin, progress, cookie);
    URI address =
        URI.create(setup.callbackUri(connector.name()) + "?state=" + setup.seal().seal(flow));
    return ask(connector, address, cookie, cookies);
  }

  private Step ask(Connector connector, URI address, FlowCookie cookie, List<String> cookies) {
    List<String> all = new ArrayList<>(cookies);
    all.add(cookie.set(setup.cookieStrength(), FlowCookie.LIFETIME));
    return new Step.Ask(connector.name(), Answers.redirect(address, all));
  }

  private Flow flow(
      Flow.Stage stage,
      Connector connector,
      String host,
      Flow.Origin origin,
      Flow.Progress progress,
      FlowCookie cookie) {
    return new Flow(
        origin,
        progress,
        connector.name(),
        host,
        stage,
        cookie.flowId(),
        setup.now().plus(Flow.LIFETIME));
  }
}
