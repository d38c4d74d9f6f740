package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.connector.ConnectorSpec;
import io.github.mondayauth.oauth.connector.ConsentSpec;
import io.github.mondayauth.oauth.web.BrowserReply;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Starts a leg with the confirmation page, the form or the consent screen, whichever is due. */
final class LegStarter {
  private final FlowConfig config;
  private final InstantSource time;
  private final StateSeal seal;

  LegStarter(FlowConfig config, InstantSource time, StateSeal seal) {
    this.config = config;
    this.time = time;
    this.seal = seal;
  }

  /**
   * Whether the leg starts with the confirmation page: because nothing in this flow shows that the
   * browser is the user's, or because the connection can be skipped. A form has its own link to
   * skip.
   */
  boolean needsConfirmation(
      ConnectorSpec connector, FlowState.Origin origin, FlowState.Progress progress) {
    boolean skippable = connector.isOptional() && connector.entry() != ConnectorSpec.Entry.KEY;
    return config.lacksCheck(connector, origin, progress) || skippable;
  }

  /**
   * Whether only monday.com's leg can show that the browser is the user's: because the application
   * requires it, or because the confirmation page would have no email address to show.
   */
  boolean needsMondayLeg(
      ConnectorSpec connector, FlowState.Origin origin, FlowState.Progress progress) {
    return requiresMondayLeg(connector, origin, progress)
        || (config.lacksCheck(connector, origin, progress) && origin.displayedEmail().isEmpty());
  }

  /** Whether the flow requires monday.com's leg before this one, whatever page could be shown. */
  boolean requiresMondayLeg(
      ConnectorSpec connector, FlowState.Origin origin, FlowState.Progress progress) {
    return config.lacksCheck(connector, origin, progress)
        && config.requiredCheck(origin) == UserCheck.PROVEN;
  }

  /** Starts a leg from its beginning. */
  FlowOutcome start(
      Leg leg, FlowState.Origin origin, FlowState.Progress progress, List<String> cookies) {
    return needsConfirmation(leg.connector(), origin, progress)
        ? page(FlowState.Stage.CONFIRM, leg, origin, progress, cookies)
        : afterConfirmation(leg, origin, progress, cookies);
  }

  /** Starts a leg after its confirmation page: with the form, or with the consent screen. */
  FlowOutcome afterConfirmation(
      Leg leg, FlowState.Origin origin, FlowState.Progress progress, List<String> cookies) {
    return leg.connector().entry() == ConnectorSpec.Entry.NOTHING
        ? consent(leg, "", origin, progress, cookies)
        : page(FlowState.Stage.FORM, leg, origin, progress, cookies);
  }

  /**
   * Starts a leg after its form: with the consent screen.
   *
   * @param host the customer's host, or empty if the service has one host
   * @throws OAuthException if the connection no longer has a consent screen
   */
  FlowOutcome consent(
      Leg leg,
      String host,
      FlowState.Origin origin,
      FlowState.Progress progress,
      List<String> cookies) {
    ConnectorSpec connector = leg.connector();
    ConsentSpec consent = connector.requireConsent();
    FlowCookie cookie = FlowCookie.random(config.cookieStrength(), time.instant());
    FlowState state =
        state(FlowState.Stage.CONSENT, leg, host, origin.withoutNames(), progress, cookie);
    URI location =
        AuthorizationRequest.uri(
            consent,
            host,
            origin.backToUrl(),
            config.callbackUri(origin.baseUri(), connector.name()),
            seal.seal(state),
            seal.current().verifier(cookie));
    return ask(connector.name(), location, cookie, cookies);
  }

  /**
   * Redirects to a page whose address contains the state. Unlike the present address, whose
   * authorization token expires after five minutes, it can be reloaded.
   */
  private FlowOutcome page(
      FlowState.Stage stage,
      Leg leg,
      FlowState.Origin origin,
      FlowState.Progress progress,
      List<String> cookies) {
    FlowCookie cookie = FlowCookie.random(config.cookieStrength(), time.instant());
    String state = seal.seal(state(stage, leg, "", origin, progress, cookie));
    String name = leg.connector().name();
    URI location = URI.create(config.callbackUri(origin.baseUri(), name) + "?state=" + state);
    return ask(name, location, cookie, cookies);
  }

  private static FlowOutcome ask(
      String connection, URI location, FlowCookie cookie, List<String> cookies) {
    List<String> all = new ArrayList<>(cookies);
    all.add(cookie.set(FlowCookie.LIFETIME));
    return new FlowOutcome.Ask(connection, BrowserReply.redirect(location, all));
  }

  private FlowState state(
      FlowState.Stage stage,
      Leg leg,
      String host,
      FlowState.Origin origin,
      FlowState.Progress progress,
      FlowCookie cookie) {
    return new FlowState(
        origin,
        progress,
        leg.connector().name(),
        leg.connectionNumber(),
        host,
        stage,
        cookie.legId(),
        time.instant().plus(FlowState.LIFETIME));
  }
}
