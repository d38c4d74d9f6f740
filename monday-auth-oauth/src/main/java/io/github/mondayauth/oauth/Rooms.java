package io.github.mondayauth.oauth;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.internal.AppAccess;
import io.github.mondayauth.internal.AppSettings;
import io.github.mondayauth.internal.MondayHosts;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.VaultAccess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The parts of {@link Connections}, put together once. */
record Rooms(
    Setup setup,
    Begin begin,
    Callback callback,
    Refresher refresher,
    Forgetting forgetting,
    Inventory inventory) {

  /** What the builder of connections collects beside the required. */
  record Choices(
      String authorizePath, String callbackPath, boolean confirms, Duration forgetDeadline) {}

  static Rooms of(
      MondayApp app,
      TokenVault vault,
      List<Connector> connectors,
      HttpTransport transport,
      Choices choices) {
    AppSettings settings = AppAccess.settings(app);
    if (settings.clientSecrets().isEmpty()) {
      throw new IllegalStateException("connections need the app's client secret");
    }
    AccountRecords records = VaultAccess.records(vault);
    Setup setup =
        new Setup(
            app,
            settings,
            MondayHosts.of(settings),
            records,
            ordered(connectors),
            new StateSeal(settings.clientSecrets()),
            new Http(transport, settings.insecureMonday() != null),
            choices.authorizePath(),
            choices.callbackPath(),
            choices.confirms(),
            choices.forgetDeadline());
    checkEndpoints(setup);
    return of(setup);
  }

  private static Rooms of(Setup setup) {
    CredentialRecords credentials = new CredentialRecords(setup.records(), setup.settings().time());
    TokenClient tokens = new TokenClient(setup.http());
    GraphQl graphQl = new GraphQl(setup.http(), setup.hosts().graphQlUri());
    LegStart legs = new LegStart(setup);
    Chain chain = new Chain(setup, credentials, legs);
    Refusals refusals = new Refusals(setup);
    CodeLeg code = new CodeLeg(setup, chain, credentials, tokens, new Identity(graphQl));
    return new Rooms(
        setup,
        new Begin(setup, chain, refusals, graphQl),
        new Callback(setup, refusals, chain, legs, credentials, code),
        new Refresher(setup, credentials, new LeasedExchange(setup, credentials, tokens)),
        new Forgetting(setup, credentials, tokens, graphQl),
        new Inventory(setup, credentials));
  }

  /** monday.com first: it vouches for the user in the legs that follow. */
  private static List<Connector> ordered(List<Connector> connectors) {
    Set<String> names = new HashSet<>();
    List<Connector> ordered = new ArrayList<>();
    for (Connector connector : connectors) {
      if (!names.add(connector.name())) {
        throw new IllegalArgumentException("two connections are named " + connector.name());
      }
      ordered.add(connector instanceof MondayConnector ? 0 : ordered.size(), connector);
    }
    return List.copyOf(ordered);
  }

  private static void checkEndpoints(Setup setup) {
    for (Connector connector : setup.connectors()) {
      if (connector instanceof OAuthConnector oauth && !oauth.server().isPerHost()) {
        setup.http().check(oauth.server().authorizationEndpoint(""));
        setup.http().check(oauth.server().tokenEndpoint(""));
        java.net.URI revocation = oauth.server().revocationEndpoint("");
        if (revocation != null) {
          setup.http().check(revocation);
        }
      }
    }
  }
}
