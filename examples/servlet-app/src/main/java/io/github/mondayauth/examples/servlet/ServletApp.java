package io.github.mondayauth.examples.servlet;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.oauth.ConnectorCheck;
import io.github.mondayauth.oauth.HttpTransport;
import io.github.mondayauth.oauth.MaintenanceReport;
import io.github.mondayauth.oauth.OAuthServer;
import io.github.mondayauth.servlet.AgentRequestFilter;
import io.github.mondayauth.servlet.AppLifecycleServlet;
import io.github.mondayauth.servlet.AuthorizationServlet;
import io.github.mondayauth.servlet.BoardWebhookServlet;
import io.github.mondayauth.servlet.MondayRequestFilter;
import io.github.mondayauth.servlet.SessionTokenFilter;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A monday.com integration with an issue tracker and a mail service. It configures the library and
 * serves the endpoints that are entered in the Developer Center.
 */
public final class ServletApp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServletApp.class);

  private final WebServer server;
  private final HikariDataSource database;
  private final Connections connections;

  /**
   * Starts the app.
   *
   * @param server a server that is open and not started; the app closes it
   */
  public ServletApp(WebServer server, Settings settings, AuthListener listener, InstantSource clock)
      throws Exception {
    this.server = server;
    this.database = Database.open(settings.databaseUrl());
    try {
      this.connections = start(settings, listener, clock);
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  private Connections start(Settings settings, AuthListener listener, InstantSource clock)
      throws Exception {
    MondayApp.Builder builder =
        MondayApp.builder(settings.clientId(), settings.baseUris().get(0), moreBaseUris(settings))
            .clientSecret(settings.clientSecret())
            .signingSecret(settings.signingSecret())
            .timeSource(clock)
            .listener(listener);
    if (settings.clientSecretSignsAuthorization()) {
      builder.allowClientSecretForAuthorizationTokens();
    }
    if (settings.insecureMonday() != null) {
      builder.insecureMonday(settings.insecureMonday());
    }
    MondayApp app = builder.build();
    TokenStore.createTables(database);
    KeyRing keys = KeyRing.fromFile(settings.keyFile());
    TokenVault vault = TokenVault.open(app, TokenStore.jdbc(database), keys);
    Connections connections =
        Connections.builder(app, vault, connectors(settings))
            .httpTransport(HttpTransport.builder().callTimeout(settings.callTimeout()).build())
            .build();

    AuthorizationServlet authorization = new AuthorizationServlet(connections);
    server.serve("/authorize", authorization);
    server.serve("/callback/*", authorization);
    server.serve(
        settings.lifecyclePath(),
        new AppLifecycleServlet(app.appLifecycleVerifier(), connections::forget));

    URI done = URI.create(app.baseUri() + ViewServlet.DONE);
    ViewServlet view =
        new ViewServlet(connections, titles(settings), settings.mondayOrigins(), done);
    server.serve("/view", view);
    server.serve("/view/*", view);
    SessionTokenFilter sessions = new SessionTokenFilter(app.sessionTokenVerifier());
    server.filter(ViewServlet.LINK, sessions);
    server.filter(ViewServlet.STATUS, sessions);

    Settings.Mailer mailer = settings.mailer();
    ServiceClients services =
        new ServiceClients(
            new AuthorizedHttpClient(connections, settings.callTimeout()),
            settings.mondayApi(),
            settings.tracker().api(),
            mailer == null ? null : mailer.api());
    RecipeEndpoints endpoints = new RecipeEndpoints(services, vault, settings.tracker().title());
    server.filter("/monday/*", new MondayRequestFilter(app.requestVerifier()));
    server.filter("/monday/*", new ReconnectFilter(connections, done));
    server.serve("/monday/run", new JsonServlet(endpoints::run));
    server.serve("/monday/options", new JsonServlet(endpoints::options));
    server.serve("/monday/fields", new JsonServlet(endpoints::fields));
    server.serve("/monday/subscribe", new JsonServlet(endpoints::subscribe));
    server.serve("/monday/unsubscribe", new JsonServlet(endpoints::unsubscribe));
    server.serve("/monday/block", new JsonServlet(endpoints::block));
    // monday.com does not document aud for the events of a board.
    server.serve(
        "/board-webhook",
        new BoardWebhookServlet(
            app.requestVerifier().allowMissingAudience(),
            (claims, body) -> LOG.info("{}: an event of {} characters", claims, body.length())));
    server.serve(
        "/provider-identifier/tracker", new ProviderIdentifierServlet(services::trackerLogin));
    Settings.Agent agent = settings.agent();
    if (agent != null) {
      server.filter(
          "/agent",
          new AgentRequestFilter(
              app.agentRequestVerifier(
                  id -> id.equals(agent.id()) ? List.of(agent.signingSecret()) : List.of())));
      server.serve("/agent", new AgentServlet());
    }
    server.start();
    LOG.info("{} on port {}", app, server.port());
    return connections;
  }

  /**
   * Does the work that no request triggers. An application calls it from its scheduler, for example
   * once an hour.
   *
   * @return what was done and found
   */
  public MaintenanceReport maintain() {
    return connections.admin().maintain();
  }

  /**
   * Checks the configuration of each connector without a user, for example after a deployment.
   *
   * @return a report for each connector
   */
  public List<ConnectorCheck> check() {
    return connections.admin().check();
  }

  private static URI[] moreBaseUris(Settings settings) {
    List<URI> all = settings.baseUris();
    return all.subList(1, all.size()).toArray(new URI[0]);
  }

  private static Connector[] connectors(Settings settings) {
    Connector monday = Connector.monday("me:read", "account:read");
    Connector tracker = tracker(settings.tracker());
    Settings.Mailer mailer = settings.mailer();
    return mailer == null
        ? new Connector[] {monday, tracker}
        : new Connector[] {monday, tracker, mailer(mailer, settings.callTimeout())};
  }

  /** The connections that the view shows. */
  private static Map<String, String> titles(Settings settings) {
    Map<String, String> titles = new LinkedHashMap<>();
    titles.put(ServiceClients.MONDAY, "monday.com");
    titles.put(ServiceClients.TRACKER, capitalized(settings.tracker().title()));
    Settings.Mailer mailer = settings.mailer();
    if (mailer != null) {
      titles.put(ServiceClients.MAILER, capitalized(mailer.title()));
    }
    return titles;
  }

  private static String capitalized(String title) {
    return title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
  }

  private static Connector mailer(Settings.Mailer mailer, Duration timeout) {
    return Connector.apiKey(ServiceClients.MAILER, "API key")
        .title(mailer.title())
        .help("Find it in " + mailer.title() + " under Settings, API keys.")
        .check(new MailerKeyCheck(mailer.api(), timeout));
  }

  private static Connector tracker(Settings.Tracker tracker) {
    OAuthServer server =
        OAuthServer.of(tracker.authorizationEndpoint(), tracker.tokenEndpoint())
            .revocationEndpoint(tracker.revocationEndpoint());
    return Connector.oauth(
            ServiceClients.TRACKER, server, tracker.clientId(), tracker.clientSecret())
        .title(tracker.title())
        .scopes("issues");
  }

  /** Waits until the server stops. */
  public void join() throws InterruptedException {
    server.join();
  }

  @Override
  public void close() {
    server.close();
    database.close();
  }

  /**
   * Runs the app, or generates a key file.
   *
   * @param arguments {@code generate-key FILE}, or options as described in {@link Settings}
   * @throws Exception if the app cannot start
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 2 && arguments[0].equals("generate-key")) {
      KeyRing.generate(Path.of(arguments[1]));
      return;
    }
    Settings settings = Settings.from(System.getenv(), arguments);
    WebServer server = WebServer.open(settings.port());
    server.finishRequestsAtShutdown(Duration.ofSeconds(30));
    try (ServletApp app =
        new ServletApp(server, settings, new AuthListener() {}, InstantSource.system())) {
      app.join();
    }
  }
}
