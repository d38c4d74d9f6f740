package io.github.mondayauth.oauth;

import io.github.mondayauth.oauth.OAuthException.Reason;
import java.util.List;

/** Goes through the connections in their order and starts the first one that is missing. */
final class Chain {
  private final Setup setup;
  private final CredentialRecords credentials;
  private final LegStart legs;

  Chain(Setup setup, CredentialRecords credentials, LegStart legs) {
    this.setup = setup;
    this.credentials = credentials;
    this.legs = legs;
  }

  /** The next leg, or the way back to monday.com when nothing is missing. */
  Step next(Flow.Origin origin, Flow.Progress progress, Naming naming, List<String> cookies) {
    for (Connector connector : setup.connectors()) {
      Traits traits = Traits.of(connector);
      if (isSettled(origin, progress, connector)) {
        continue;
      }
      if (!traits.perAccount() || traits.mayConnect().test(origin.user())) {
        return legs.start(connector, origin, progress, naming, cookies);
      }
      if (!traits.optional()) {
        throw new OAuthException(
            Reason.NOT_ALLOWED, connector.name() + " is missing, and this user may not connect it");
      }
    }
    return done(origin, cookies);
  }

  private boolean isSettled(Flow.Origin origin, Flow.Progress progress, Connector connector) {
    String name = connector.name();
    return progress.skipped().contains(name)
        || (!name.equals(progress.anew()) && credentials.isConnected(origin.holder(connector)));
  }

  private Step done(Flow.Origin origin, List<String> cookies) {
    if (!setup.hosts().isBackToUrl(origin.backToUrl())) {
      throw new OAuthException(Reason.STATE, "backToUrl is no address of monday.com any more");
    }
    return new Step.Done(
        origin.user(), origin.backToUrl(), Answers.redirect(origin.backToUrl(), cookies));
  }
}
