package io.github.mondayauth.oauth;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.AuthListener;
import io.github.mondayauth.AuthorizationClaims;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Owner;
import io.github.mondayauth.Reply;
import io.github.mondayauth.Secret;
import io.github.mondayauth.SessionClaims;
import io.github.mondayauth.internal.AppAccess;
import io.github.mondayauth.internal.AppSettings;
import io.github.mondayauth.internal.MondayHosts;
import io.github.mondayauth.oauth.connector.ConnectorSpec;
import io.github.mondayauth.oauth.connector.Connectors;
import io.github.mondayauth.oauth.connector.MondaySpec;
import io.github.mondayauth.oauth.connector.OAuthSpec;
import io.github.mondayauth.oauth.credential.ConnectionList;
import io.github.mondayauth.oauth.credential.CredentialKey;
import io.github.mondayauth.oauth.credential.CredentialRecords;
import io.github.mondayauth.oauth.credential.CredentialRemoval;
import io.github.mondayauth.oauth.credential.CredentialSource;
import io.github.mondayauth.oauth.credential.GrantRevocation;
import io.github.mondayauth.oauth.credential.ImportCheck;
import io.github.mondayauth.oauth.credential.Maintenance;
import io.github.mondayauth.oauth.credential.MonotonicClock;
import io.github.mondayauth.oauth.credential.UninstallClaims;
import io.github.mondayauth.oauth.flow.Admission;
import io.github.mondayauth.oauth.flow.AuthorizeEndpoint;
import io.github.mondayauth.oauth.flow.CallbackEndpoint;
import io.github.mondayauth.oauth.flow.CheckReport;
import io.github.mondayauth.oauth.flow.ConfigurationCheck;
import io.github.mondayauth.oauth.flow.ConnectLinks;
import io.github.mondayauth.oauth.flow.FlowConfig;
import io.github.mondayauth.oauth.flow.FlowOutcome;
import io.github.mondayauth.oauth.flow.ReturnUrls;
import io.github.mondayauth.oauth.flow.UserCheck;
import io.github.mondayauth.oauth.http.GuardedTransport;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.oauth.token.MondayApi;
import io.github.mondayauth.oauth.token.TokenClient;
import io.github.mondayauth.oauth.web.Brand;
import io.github.mondayauth.oauth.web.Pages;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.Tombstones;
import io.github.mondayauth.vault.internal.VaultAccess;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections of an app: takes users through authorization and back to monday.com, returns
 * fresh credentials, and deletes them.
 *
 * <p>{@link #begin} and {@link #resume} reply to browsers. They do not throw for anything that a
 * browser sends, but return a {@link Step.Refused} with a page. All other methods are for your
 * server's endpoints and jobs. Each may throw {@link io.github.mondayauth.vault.VaultException} if
 * the store or a key fails, and {@link IllegalArgumentException} for the name of a connection that
 * does not exist.
 *
 * <p>All state is in the vault and in the browser. Any number of instances with the same store and
 * the same configuration can share the work. Safe for use by several threads.
 */
public final class Connections {

  private final Connectors connectors;
  private final CredentialRecords credentials;
  private final AuthorizeEndpoint authorizeEndpoint;
  private final CallbackEndpoint callbackEndpoint;
  private final ConnectLinks connectLinks;
  private final CredentialSource credentialSource;
  private final ConnectionList connectionList;
  private final CredentialRemoval credentialRemoval;
  private final UninstallClaims uninstallClaims;
  private final Maintenance maintenance;
  private final ConfigurationCheck configurationCheck;
  private final Pages pages;
  private final AuthListener listener;
  private final InstantSource time;
  private final String profile;
  private final String reconnecting;

  private Connections(Builder builder) {
    MondayApp app = builder.app;
    AppSettings settings = AppAccess.settings(app);
    if (settings.clientSecrets().isEmpty()) {
      throw new IllegalStateException(
          "Connections: expected an app with a client secret, found none. Set"
              + " MondayApp.Builder.clientSecret");
    }
    AccountRecords records = VaultAccess.records(builder.vault);
    GuardedTransport transport =
        new GuardedTransport(
            builder.transport == null ? HttpTransport.standard() : builder.transport,
            settings.insecureMonday() != null);
    TokenClient tokens = new TokenClient(transport);
    MondayHosts hosts = MondayHosts.of(settings);
    MondayApi mondayApi = new MondayApi(transport, hosts.graphQlUri());
    FlowConfig config =
        new FlowConfig(
            settings.baseUris(),
            builder.authorizePath,
            builder.callbackPath,
            builder.requiredCheck);

    time = app.timeSource();
    listener = app.listener();
    connectors = Connectors.of(specs(builder.connectors, settings, hosts));
    connectors.checkEndpoints(transport);
    connectors.requireRoles();
    if (builder.requiredCheck == UserCheck.PROVEN) {
      connectors.requireProof();
    }
    credentials = new CredentialRecords(records, time);
    Tombstones tombstones = new Tombstones(records.app(), time);
    uninstallClaims = new UninstallClaims(records, time);
    GrantRevocation revocation =
        new GrantRevocation(
            tokens, listener, time, builder.monotonicClock, builder.revocationTimeout);
    ReturnUrls returnUrls =
        new ReturnUrls(hosts, config, builder.allowedReturnUrls, settings.insecureMonday() != null);
    connectLinks =
        new ConnectLinks(
            config, time, settings.clientSecrets(), connectors, records, tombstones, returnUrls);
    credentialSource =
        new CredentialSource(
            credentials,
            tokens,
            revocation,
            listener,
            time,
            builder.monotonicClock,
            transport.callTimeout(),
            builder.waitForRefresh,
            hosts.migrateUri());
    Admission admission = new Admission(connectors, credentialSource, mondayApi);
    authorizeEndpoint =
        new AuthorizeEndpoint(
            app,
            !settings.signingSecrets().isEmpty(),
            settings.clientSecrets(),
            hosts,
            config,
            returnUrls,
            connectLinks,
            connectors,
            records,
            credentials,
            admission,
            tombstones,
            uninstallClaims,
            mondayApi);
    callbackEndpoint =
        new CallbackEndpoint(
            config,
            time,
            listener,
            settings.clientSecrets(),
            returnUrls,
            connectors,
            records,
            credentials,
            admission,
            tombstones,
            tokens,
            revocation,
            mondayApi);
    connectionList = new ConnectionList(credentials, connectors, time);
    credentialRemoval =
        new CredentialRemoval(
            records,
            credentials,
            tombstones,
            uninstallClaims,
            connectors,
            revocation,
            listener,
            time);
    maintenance =
        new Maintenance(
            records,
            credentials,
            credentialSource,
            credentialRemoval,
            connectionList,
            connectors,
            uninstallClaims,
            mondayApi,
            time,
            builder.monotonicClock,
            builder.revocationTimeout.plus(transport.callTimeout()),
            builder.eraseClaimedUninstallsAfter);
    configurationCheck =
        new ConfigurationCheck(config, time, builder.monotonicClock, transport, tokens, revocation);
    Appearance appearance = builder.appearance;
    pages =
        new Pages(
            builder.texts.translations(),
            appearance == null
                ? Brand.named(String.valueOf(settings.baseUris().get(0).getHost()))
                : appearance.brand(),
            builder.pageRenderer,
            time,
            hosts.homeUri());
    profile = "";
    reconnecting = "";
  }

  /** A view of other connections, with its own profile and connection to reconnect. */
  private Connections(Connections viewed, String profile, String reconnecting) {
    connectors = viewed.connectors;
    credentials = viewed.credentials;
    authorizeEndpoint = viewed.authorizeEndpoint;
    callbackEndpoint = viewed.callbackEndpoint;
    connectLinks = viewed.connectLinks;
    credentialSource = viewed.credentialSource;
    connectionList = viewed.connectionList;
    credentialRemoval = viewed.credentialRemoval;
    uninstallClaims = viewed.uninstallClaims;
    maintenance = viewed.maintenance;
    configurationCheck = viewed.configurationCheck;
    pages = viewed.pages;
    listener = viewed.listener;
    time = viewed.time;
    this.profile = profile;
    this.reconnecting = reconnecting;
  }

  private static List<ConnectorSpec> specs(
      List<Connector> connectors, AppSettings settings, MondayHosts hosts) {
    List<ConnectorSpec> specs = new ArrayList<>();
    for (Connector connector : connectors) {
      if (connector instanceof MondayConnector monday) {
        Secret clientSecret = settings.clientSecrets().get(0);
        specs.add(monday.spec().boundTo(settings.clientId(), clientSecret, hosts));
      } else if (connector instanceof OAuthConnector oauth) {
        specs.add(oauth.spec());
      } else {
        specs.add(((ApiKeyConnector) connector).spec());
      }
    }
    return specs;
  }

  /**
   * The connections of an app, with the defaults of {@link Builder}.
   *
   * @param app the app, with its client secret, and with its signing secret if it handles {@link
   *     #begin(BrowserRequest)}
   * @param vault where credentials are stored
   * @param connectors the services to connect, each with a different name
   * @return the connections
   * @throws IllegalStateException if the app has no client secret
   * @throws IllegalArgumentException if two connectors have the same name, the scopes of monday.com
   *     do not identify the user, or an endpoint does not use https
   */
  public static Connections create(MondayApp app, TokenVault vault, Connector... connectors) {
    return builder(app, vault, connectors).build();
  }

  /**
   * A builder, to change the defaults.
   *
   * @param app the app, with its client secret, and with its signing secret if it handles {@link
   *     #begin(BrowserRequest)}
   * @param vault where credentials are stored
   * @param connectors the services to connect, each with a different name
   * @return a builder
   */
  public static Builder builder(MondayApp app, TokenVault vault, Connector... connectors) {
    return new Builder(app, vault, List.of(connectors));
  }

  /**
   * Handles {@code GET /authorize?token=…}, the authorization URL, where monday.com sends a user
   * who adds an automation, and {@code GET /authorize?link=…}, where a {@link #link} leads. Starts
   * the first missing connection, or returns the user if none is missing. Inside a frame, where
   * browsers withhold the cookie that binds the flow to the browser, replies with a page that opens
   * the same address in a new tab.
   *
   * @param request the browser's request
   * @return the step, with the reply to send
   * @throws IllegalStateException if the request has no link, and the app has no signing secret
   */
  public Step begin(BrowserRequest request) {
    return step(request, authorizeEndpoint.begin(request.raw(), profile, reconnecting));
  }

  /**
   * Like {@link #begin(BrowserRequest)}, for an authorization token that the application has
   * verified itself because it arrived at another path than the authorize path: one of several
   * authorization URLs, or that of a credentials field.
   *
   * @param request the browser's request
   * @param claims the claims of the verified authorization token
   * @return the step, with the reply to send
   */
  public Step begin(BrowserRequest request, AuthorizationClaims claims) {
    requireNonNull(claims);
    return step(request, authorizeEndpoint.begin(request.raw(), claims, profile, reconnecting));
  }

  /**
   * Handles {@code GET} and {@code POST /callback/…}, where providers return the browser and the
   * library's own pages send it. The last segment of the path is the connection's name.
   *
   * @param request the browser's request
   * @return the step, with the reply to send
   */
  public Step resume(BrowserRequest request) {
    return step(request, callbackEndpoint.resume(request.raw()));
  }

  private Step step(BrowserRequest request, FlowOutcome outcome) {
    Pages.Rendered rendered = pages.render(outcome.reply(), request.raw().acceptLanguage());
    Page page = rendered.page();
    Reply reply = rendered.reply();
    if (outcome instanceof FlowOutcome.Ask ask) {
      return new Step.Ask(ask.connection(), page, reply);
    }
    if (outcome instanceof FlowOutcome.Done done) {
      return new Step.Done(done.user(), done.backToUrl(), page, reply);
    }
    return new Step.Refused(((FlowOutcome.Refused) outcome).cause(), page, reply);
  }

  /**
   * A connect link for a user whom the application knows, for example from a request of
   * monday.com's servers: for a message that says "reconnect", or an administrator's page. The link
   * has this object's profile, and makes the connection of {@link #reconnect} although it exists.
   *
   * @param user the user who is to connect
   * @param returnTo where the browser returns in the end: an https URL of monday.com; a page under
   *     the app's base URI, spelled as that is, whose path has no percent sign or semicolon and is
   *     neither the authorize nor the callback path nor below them; or exactly a URL of {@link
   *     Builder#allowReturnTo}. At most 2,000 ASCII characters
   * @return a link with defaults; {@link ConnectLink#toUri()} completes it
   * @throws IllegalStateException if {@link Connector#monday} is not among the connectors, or has
   *     one credential for the whole account: nothing else shows who opens a link
   * @throws IllegalArgumentException if the browser may not return to {@code returnTo}
   */
  public ConnectLink link(MondayUser user, URI returnTo) {
    return new ConnectLink(
        connectLinks,
        new ConnectLinks.Request(requireNonNull(user), null, returnTo, profile, reconnecting));
  }

  /**
   * A connect link for the user of a view, whose session token the application has verified. Open
   * it in a new tab: inside the view's frame, browsers withhold cookies, and most consent screens
   * are not shown. Like {@link #link(MondayUser, URI)}, except that it also works if no user of the
   * account has begun to connect yet.
   *
   * @param session the claims of the session token
   * @param returnTo as in {@link #link(MondayUser, URI)}
   * @return a link with defaults; {@link ConnectLink#toUri()} completes it
   * @throws IllegalStateException as {@link #link(MondayUser, URI)} does
   * @throws IllegalArgumentException as {@link #link(MondayUser, URI)} does
   */
  public ConnectLink link(SessionClaims session, URI returnTo) {
    return new ConnectLink(
        connectLinks,
        new ConnectLinks.Request(session.user(), session, returnTo, profile, reconnecting));
  }

  /**
   * A usable credential, read from the vault and refreshed if it is about to expire. If the refresh
   * fails while the access token is still valid, that token is returned, unless the provider says
   * that the grant has ended.
   *
   * @param owner the user or account; for a connection of the whole account also any of its users
   * @param connection the connection's name
   * @return a credential for a call that starts now
   * @throws NotConnectedException if the user has to connect; its reply notifies the user
   * @throws OAuthException with {@link OAuthException.Reason#UNAVAILABLE} if a refresh was
   *     necessary and the provider was not available, or the wait of {@link Builder#waitForRefresh}
   *     ended; with {@link OAuthException.Reason#CLIENT} if the provider refused the client id or
   *     client secret, {@link OAuthException.Reason#PROVIDER} or {@link
   *     OAuthException.Reason#GRANT} if it refused for another reason
   * @throws IllegalArgumentException if each user has a connection of their own and the owner is an
   *     account
   */
  public Credential credential(Owner owner, String connection) {
    CredentialKey key = key(owner, connection);
    return Credential.of(key, credentialSource.fresh(key));
  }

  /**
   * Like {@link #credential}, but empty if the user would have to connect. Use it where the
   * application goes on without a credential, as in {@code unsubscribe}.
   *
   * @param owner the user or account; for a connection of the whole account also any of its users
   * @param connection the connection's name
   * @return the credential, or empty if the user would have to connect
   * @throws OAuthException as {@link #credential} does
   * @throws IllegalArgumentException as {@link #credential} does
   */
  public Optional<Credential> find(Owner owner, String connection) {
    try {
      return Optional.of(credential(owner, connection));
    } catch (NotConnectedException e) {
      return Optional.empty();
    }
  }

  /**
   * A credential in place of one that the service has just refused with status 401. It is refreshed
   * only if it is still the current one, and at least 20 seconds old. If it cannot be refreshed, it
   * becomes unusable and the user has to reconnect. An account-wide credential stays in use
   * instead, unless {@link ApiKeyConnector#check} refuses it too, since the reason may be what a
   * single user did.
   *
   * @param rejected the credential that the service refused
   * @return another credential
   * @throws NotConnectedException if the user has to connect
   * @throws OAuthException as {@link #credential} does, and with {@link
   *     OAuthException.Reason#UNAVAILABLE} if the credential is younger than 20 seconds, and with
   *     {@link OAuthException.Reason#KEY_REFUSED} if it is one of the whole account that cannot be
   *     refreshed and stays in use
   * @throws IllegalArgumentException if the credential does not come from {@link #credential},
   *     {@link #find} or this method
   */
  public Credential renew(Credential rejected) {
    CredentialKey key = rejected.key();
    if (key == null) {
      throw new IllegalArgumentException(
          "renew: expected a credential from credential(…), found one that the application made");
    }
    return Credential.of(key, credentialSource.renewed(key, rejected.secret().reveal()));
  }

  /**
   * Runs a call of a service with a credential. If the call throws {@link UnauthorizedException},
   * it is run once more with a renewed credential, as by {@link #renew}: however many threads and
   * instances report the same credential, it is refreshed once. All other exceptions of the call
   * pass through unchanged, and end it. The call runs on the calling thread, without a lock or
   * lease.
   *
   * @param <T> the type of the result
   * @param <X> the exception that the call throws
   * @param owner the user or account; for a connection of the whole account also any of its users
   * @param connection the connection's name
   * @param call the call, which is run at most twice
   * @return the result of the call
   * @throws X if the call throws it
   * @throws NotConnectedException if the user has to connect; its reply notifies the user
   * @throws OAuthException as {@link #credential} and {@link #renew} do, and with {@link
   *     OAuthException.Reason#PROVIDER} if the service refuses the renewed credential too
   * @throws IllegalArgumentException as {@link #credential} does
   */
  public <T extends @Nullable Object, X extends Exception> T call(
      Owner owner, String connection, ServiceCall<T, X> call) throws X {
    Credential credential = credential(owner, connection);
    try {
      return call.run(credential);
    } catch (UnauthorizedException e) {
      // Renewed below, so that an exception of the renewal has no cause that belongs to the call.
    }
    Credential renewed = renew(credential);
    try {
      return call.run(renewed);
    } catch (UnauthorizedException e) {
      throw new OAuthException(
          OAuthException.Reason.PROVIDER,
          connection
              + ": expected the service to accept a renewed credential, found that it refused that"
              + " too. Check whether the user may make this call, and whether the connector's"
              + " scopes include it");
    }
  }

  /**
   * The names of the connections that an owner has.
   *
   * @param owner a user, or an account for the connections of the whole account only
   * @return the names, for a user including those of the whole account
   */
  public Set<String> connected(Owner owner) {
    return connectionList.connected(owner, profile);
  }

  /**
   * Handles an app lifecycle event of any type. If it is a proven uninstall of the present
   * installation, deletes and revokes all credentials of the account, as {@link Admin#forget} does.
   * If it is delivered late, after users have connected again, deletes and revokes only the
   * credentials of users who began to connect before the uninstall. If an earlier delivery was
   * interrupted, deletes what it left. Otherwise deletes nothing.
   *
   * <p>An uninstall whose token does not name an administrator is a claim: it may be genuine, or
   * forged with the session token of any user. It is stored, reported to {@link
   * AuthListener#uninstallClaimed} and shown by {@link Admin#claimedUninstall}, and deletes
   * nothing. An authorization token that monday.com issues later disproves it, and so does {@link
   * Admin#maintain()} if monday.com accepts an access token of the account. If it is genuine, call
   * {@link Admin#forget}.
   *
   * <p>Afterwards, a user who began to connect before the uninstall cannot finish, and gets a page
   * that says so ({@link OAuthException.Reason#UNINSTALLED}).
   *
   * @param event the verified event
   * @return what was deleted and revoked, and whether the event is a claim. Reply with status 200
   * @throws io.github.mondayauth.MondayAuthException if the store or a key failed, other instances
   *     kept writing a credential, or the deletion succeeded but the uninstall could not be
   *     recorded: reply with the exception's reply, so that monday.com can deliver the event again.
   *     What was deleted has been revoked, or {@link AuthListener#unrevoked} was called
   */
  public ForgetResult forget(AppLifecycleEvent event) {
    return result(credentialRemoval.forget(event));
  }

  private static ForgetResult result(CredentialRemoval.Result result) {
    return new ForgetResult(
        result.records(), result.revoked(), result.unrevoked(), result.isClaimed());
  }

  /**
   * The same connections with another profile, for users who connect several accounts of one
   * service, as with monday.com's credentials field. monday.com's own connection is the same in all
   * profiles.
   *
   * @param name 1 to 32 letters, digits, hyphens and underscores
   * @return connections whose methods use this profile
   * @throws IllegalArgumentException if the name is malformed
   */
  public Connections profile(String name) {
    if (!name.matches("[A-Za-z0-9_-]{1,32}")) {
      throw new IllegalArgumentException(
          "the name of a profile: expected 1 to 32 of A-Z, a-z, 0-9, - and _, found another");
    }
    return new Connections(this, name, reconnecting);
  }

  /**
   * The same connections, whose {@code begin} makes one of them although it exists already, for
   * users who want to change their account of the service.
   *
   * @param connection the connection's name
   * @return connections whose {@code begin} does so
   */
  public Connections reconnect(String connection) {
    return new Connections(this, profile, connectors.known(connection).name());
  }

  /**
   * Methods for operators, admin pages and migrations. They use this object's profile.
   *
   * @return the administration of these connections
   */
  public Admin admin() {
    return new Admin(this);
  }

  private CredentialKey key(Owner owner, String connection) {
    return CredentialKey.of(connectors.known(connection), owner, profile);
  }

  /**
   * Administration of {@link Connections}, for operators, admin pages and migrations. Request
   * handlers do not need it. Safe for use by several threads.
   */
  public static final class Admin {
    private final Connections connections;

    private Admin(Connections connections) {
      this.connections = connections;
    }

    /**
     * Lists the credentials of an account: those of the account itself and of all its users, in
     * every profile. Decrypts each credential, but returns no secrets. A credential that cannot be
     * read is listed with the reason, and hides none of the others.
     *
     * @param account the account
     * @return one entry for each stored credential, in no particular order; empty if the account is
     *     unknown
     * @throws io.github.mondayauth.vault.VaultException if the store or the key-encryption key
     *     cannot be reached
     */
    public List<ConnectionStatus> list(MondayAccount account) {
      return connections.connectionList.list(account).stream().map(Admin::status).toList();
    }

    private static ConnectionStatus status(ConnectionList.Item item) {
      return new ConnectionStatus(
          item.name().owner(),
          item.name().connection(),
          item.name().profile(),
          item.label(),
          item.connectedBy(),
          item.expiresAt(),
          item.refreshExpiresAt(),
          item.isRefreshable(),
          item.needsReconnect(),
          item.unreadable());
    }

    /**
     * The uninstall that was claimed for an account and neither proven nor disproved since.
     *
     * @param account the account
     * @return the latest claim, or empty if there is none
     * @throws io.github.mondayauth.vault.VaultException if the store or a key fails
     */
    public Optional<ClaimedUninstall> claimedUninstall(MondayAccount account) {
      return connections.uninstallClaims.find(account).map(claim -> claimed(account, claim));
    }

    /**
     * Imports a credential that was obtained elsewhere, replacing any earlier one.
     *
     * @param owner the user or account
     * @param connection the connection's name
     * @param credential the credential; if each customer of the service has a host of their own, it
     *     needs the attribute {@code host}
     * @throws IllegalArgumentException if that attribute is missing or not an allowed host, the
     *     credential has more than 65,000 bytes, an access token or refresh token has a character
     *     other than printable ASCII, an API key has a control character or half of a surrogate
     *     pair, or the value of a field that {@link OAuthServer#keepAddress} checks is not allowed
     */
    public void put(Owner owner, String connection, Credential credential) {
      CredentialKey key = connections.key(owner, connection);
      Secret refreshToken = credential.refreshToken();
      Grant grant =
          new Grant(
              credential.secret().reveal(),
              refreshToken == null ? null : refreshToken.reveal(),
              connections.time.instant(),
              credential.expiresAt(),
              credential.scopes(),
              Set.of(),
              credential.attributes(),
              host(key.connector(), credential),
              key.owner() instanceof MondayUser user ? user.id() : 0);
      ImportCheck.check(key.connector(), grant);
      connections.credentials.replaceWith(key, grant);
      MondayUser connectedBy = key.owner() instanceof MondayUser user ? user : null;
      connections.listener.connected(key.owner(), connection, connectedBy);
    }

    /** The host of an imported credential, or empty if the service has one host. */
    private static String host(ConnectorSpec connector, Credential credential) {
      boolean isRegional = connector.entry() == ConnectorSpec.Entry.REGION;
      if (connector.entry() != ConnectorSpec.Entry.HOST && !isRegional) {
        return "";
      }
      String attribute = isRegional ? "region" : "host";
      String host = credential.attributes().getOrDefault(attribute, "");
      return connector
          .consent()
          .flatMap(consent -> consent.hostOf(host))
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      connector.name()
                          + ": expected a credential whose attribute "
                          + attribute
                          + " is one of those that the server allows, found "
                          + (host.isEmpty() ? "none" : host)));
    }

    /**
     * Exchanges a stored legacy access token of monday.com for one of OAuth 2.1, as long as
     * monday.com offers that. Does nothing if it was exchanged already.
     *
     * @param owner the user or account
     * @return the credential after the exchange
     * @throws NotConnectedException if there is none, or monday.com no longer accepts it
     * @throws OAuthException with {@link OAuthException.Reason#MIGRATION} if monday.com refuses the
     *     exchange, {@link OAuthException.Reason#UNAVAILABLE} if monday.com is not available or
     *     limits the rate of exchanges: this credential's next attempt is then five minutes later
     *     at the earliest
     */
    public Credential migrate(Owner owner) {
      CredentialKey key = connections.key(owner, MondaySpec.NAME);
      return Credential.of(key, connections.credentialSource.migrated(key));
    }

    /**
     * Deletes one credential and then, if the provider offers that, revokes exactly what was
     * deleted, within the time of {@link Builder#revocationTimeout}.
     *
     * @param owner the user or account
     * @param connection the connection's name
     * @return what was deleted and revoked; no records if there was no credential
     * @throws io.github.mondayauth.vault.VaultException if the store or the key-encryption key
     *     cannot be reached: nothing was deleted, or {@link AuthListener#unrevoked} was called
     * @throws OAuthException with {@link OAuthException.Reason#UNAVAILABLE} if other instances keep
     *     writing the credential: nothing was deleted
     */
    public ForgetResult disconnect(Owner owner, String connection) {
      return result(connections.credentialRemoval.disconnect(connections.key(owner, connection)));
    }

    /**
     * {@link #maintain(Duration)} for one minute.
     *
     * @return what was done and found
     * @throws io.github.mondayauth.vault.VaultException if the store or the key-encryption key
     *     cannot be reached
     */
    public MaintenanceReport maintain() {
      return maintain(Duration.ofMinutes(1));
    }

    /**
     * Does the work that no request triggers. Call it from a scheduler, for example once an hour;
     * the library starts no thread for it. It visits every account, and
     *
     * <ul>
     *   <li>checks claimed uninstalls with the account's access tokens of monday.com, deletes the
     *       claims that monday.com disproves by accepting one, and deletes the accounts for which
     *       {@link Builder#eraseClaimedUninstallsAfter} says so;
     *   <li>refreshes unused credentials of connectors with {@link
     *       OAuthConnector#refreshUnusedAfter}, except those of accounts with a claimed uninstall,
     *       and retries those that a service has refused;
     *   <li>counts the credentials that users have to reconnect;
     *   <li>deletes internal records that have expired, for at most half of the time.
     * </ul>
     *
     * <p>Sends at most ten requests a second. A host that does not respond receives no further
     * refreshes in this call. When the time is up, it completes the step that has begun: one
     * refresh, or the check of one claim with at most 100 access tokens. The next call, on any
     * instance, resumes where this one or a killed process left off. One instance works at a time;
     * the others return at once, with {@link MaintenanceReport.End#BUSY}. After a process was
     * killed, this lasts up to two minutes.
     *
     * <p>If the process is killed during a call, what the call has deleted and refreshed stays so,
     * and no report counts it. If that happens between the deletion of an account and the
     * revocation of its credentials, these may stay valid at their providers, and no event is
     * raised.
     *
     * @param longest for how long maintenance may begin further steps, from zero to 100 years
     * @return what was done and found
     * @throws IllegalArgumentException if {@code longest} is outside this range
     * @throws io.github.mondayauth.vault.VaultException if the store or the key-encryption key
     *     cannot be reached. A record that cannot be read is a failure in the report instead
     */
    public MaintenanceReport maintain(Duration longest) {
      if (longest.isNegative() || longest.compareTo(OAuthSpec.HUNDRED_YEARS) > 0) {
        throw new IllegalArgumentException(
            "maintain: expected a duration from zero to 100 years, found " + longest);
      }
      return report(connections.maintenance.run(longest));
    }

    /**
     * {@link #check(Duration)} for one minute.
     *
     * @return a report for each connector, in the order in which users connect them
     */
    public List<ConnectorCheck> check() {
      return check(Duration.ofMinutes(1));
    }

    /**
     * Checks the configuration of each connector without a user. Changes nothing, and never throws
     * for what a provider responds. For each connector,
     *
     * <ul>
     *   <li>it exchanges an authorization code that does not exist, and, if the provider refuses
     *       the code and not the client, once more with a wrong client secret, because some
     *       providers send the same response for both. A token that is issued for such a code is
     *       revoked and reported;
     *   <li>it sends an authorization request without cookies for each redirect URI, and one for a
     *       redirect URI that nobody registered, and compares the responses;
     *   <li>it reads the server's metadata again, if its issuer is known, and compares endpoints
     *       and scopes.
     * </ul>
     *
     * <p>Run it by hand or after a deployment and not in a health check: providers may limit or
     * report failed authentication. Services with a host for each customer, with regions or with
     * API keys are not checked.
     *
     * @param longest how long the check may take. Each connector gets an equal share of the time
     *     that is left, at most 20 seconds. What the time does not suffice for is reported as
     *     {@link ConnectorCheck.Outcome#CANNOT_TELL}
     * @return a report for each connector, in the order in which users connect them
     * @throws IllegalArgumentException if the duration is not positive, or longer than 100 years
     */
    public List<ConnectorCheck> check(Duration longest) {
      if (longest.isNegative()
          || longest.isZero()
          || longest.compareTo(OAuthSpec.HUNDRED_YEARS) > 0) {
        throw new IllegalArgumentException(
            "check: expected a positive duration of at most 100 years, found " + longest);
      }
      return connections.configurationCheck.check(connections.connectors.all(), longest).stream()
          .map(
              found ->
                  new ConnectorCheck(
                      found.connection(),
                      found.findings().stream().map(Admin::finding).toList(),
                      found.redirectUris()))
          .toList();
    }

    private static ConnectorCheck.Finding finding(CheckReport.Finding found) {
      return new ConnectorCheck.Finding(
          ConnectorCheck.Subject.valueOf(found.subject().name()),
          ConnectorCheck.Outcome.valueOf(found.outcome().name()),
          found.message());
    }

    private static MaintenanceReport report(Maintenance.Report done) {
      return new MaintenanceReport(
          MaintenanceReport.End.valueOf(done.end().name()),
          done.accounts(),
          done.credentials(),
          done.needReconnect(),
          done.reconnects().stream().map(Admin::status).toList(),
          done.pendingClaims(),
          done.pending().stream().map(each -> claimed(each.account(), each.claim())).toList(),
          done.disproved(),
          done.erased(),
          result(done.removed()),
          done.refreshed(),
          done.failedRefreshes(),
          done.purged(),
          done.failed(),
          done.failures().stream()
              .map(each -> new MaintenanceReport.Failure(each.account(), each.reasonCode()))
              .toList());
    }

    private static ClaimedUninstall claimed(MondayAccount account, UninstallClaims.Claim claim) {
      return new ClaimedUninstall(account, claim.user(), claim.receivedAt());
    }

    /**
     * Deletes all data of an account, then revokes its credentials within the time of {@link
     * Builder#revocationTimeout}. After this method has returned, no call on any instance returns a
     * credential of the account, and no user who began to connect before can finish.
     *
     * @param account the account
     * @return what was deleted and revoked
     * @throws io.github.mondayauth.vault.VaultException if the store failed, or the deletion
     *     succeeded but the uninstall could not be recorded: call this method again. What was
     *     deleted has been revoked, or {@link AuthListener#unrevoked} was called
     */
    public ForgetResult forget(MondayAccount account) {
      return result(connections.credentialRemoval.forget(account));
    }
  }

  /** Builds {@link Connections}. Not safe for use by several threads. */
  public static final class Builder {
    private final MondayApp app;
    private final TokenVault vault;
    private final List<Connector> connectors;
    private String authorizePath = "/authorize";
    private String callbackPath = "/callback";
    private List<URI> allowedReturnUrls = List.of();
    private @Nullable HttpTransport transport;
    private @Nullable Appearance appearance;
    private Texts texts = Texts.standard();
    private @Nullable PageRenderer pageRenderer;
    private UserCheck requiredCheck = UserCheck.CONFIRMED;
    private Duration revocationTimeout = Duration.ofSeconds(10);
    private Duration waitForRefresh = Duration.ofSeconds(10);
    private @Nullable Duration eraseClaimedUninstallsAfter;
    private MonotonicClock monotonicClock = MonotonicClock.SYSTEM;

    private Builder(MondayApp app, TokenVault vault, List<Connector> connectors) {
      this.app = requireNonNull(app);
      this.vault = requireNonNull(vault);
      this.connectors = connectors;
    }

    /**
     * The path of the Authorization URL that is configured in the Developer Center, below the app's
     * base URI. Default: {@code /authorize}.
     *
     * @param path starts with a slash and does not end with one
     * @return this builder
     * @throws IllegalArgumentException if the path is malformed
     */
    public Builder authorizePath(String path) {
      authorizePath = checked(path);
      return this;
    }

    /**
     * The path below which each connection has its redirect URI. Register {@code path/name} below
     * the app's base URI with the provider of the connection of that name. Default: {@code
     * /callback}.
     *
     * @param path starts with a slash and does not end with one
     * @return this builder
     * @throws IllegalArgumentException if the path is malformed
     */
    public Builder callbackPath(String path) {
      callbackPath = checked(path);
      return this;
    }

    /**
     * Further URLs to which a connect link may return, such as a page on the app's own website.
     * Default: none, so that a link returns to monday.com or to a page under the app's base URI.
     *
     * @param urls https URLs, each of which has to be given to {@link Connections#link(MondayUser,
     *     URI)} letter by letter
     * @return this builder
     */
    public Builder allowReturnTo(URI... urls) {
      allowedReturnUrls = List.of(urls);
      return this;
    }

    /**
     * Sends all HTTP requests. Default: {@link HttpTransport#standard()}.
     *
     * @param sender the transport
     * @return this builder
     */
    public Builder httpTransport(HttpTransport sender) {
      transport = requireNonNull(sender);
      return this;
    }

    /**
     * The app's name, logo and colors on the library's pages. Default: the host of the app's base
     * URI as name, and blue buttons.
     *
     * @param looks the appearance
     * @return this builder
     */
    public Builder appearance(Appearance looks) {
      appearance = requireNonNull(looks);
      return this;
    }

    /**
     * The texts of the pages. Default: {@link Texts#standard()}.
     *
     * @param all the texts in all languages
     * @return this builder
     */
    public Builder texts(Texts all) {
      texts = requireNonNull(all);
      return this;
    }

    /**
     * Renders the pages with the application's templates. Default: the library's pages.
     *
     * @param renderer the renderer
     * @return this builder
     */
    public Builder pageRenderer(PageRenderer renderer) {
      pageRenderer = requireNonNull(renderer);
      return this;
    }

    /**
     * How long {@link #forget}, {@link Admin#forget} and {@link Admin#disconnect} may spend on
     * revoking what they deleted, and a refresh or callback on revoking what it cannot store. Every
     * provider's host gets an equal share of it. What is not revoked by then may stay valid at the
     * provider; {@link ForgetResult#unrevoked()} counts it. Deleting is not limited. Default: 10
     * seconds.
     *
     * @param longest a duration from zero, to revoke nothing, to five minutes
     * @return this builder
     * @throws IllegalArgumentException if it is negative or longer
     */
    public Builder revocationTimeout(Duration longest) {
      revocationTimeout = upToFiveMinutes("revocationTimeout", longest);
      return this;
    }

    /**
     * How long a call waits for the refresh of an expired credential by another thread or instance,
     * and for other refreshes at the same host. After that it throws {@link OAuthException} with
     * {@link OAuthException.Reason#UNAVAILABLE}. A call that refreshes itself takes at most the
     * {@link HttpTransport#callTimeout()} longer. Default: 10 seconds.
     *
     * @param longest a duration from zero, for no wait, to five minutes
     * @return this builder
     * @throws IllegalArgumentException if it is negative or longer
     */
    public Builder waitForRefresh(Duration longest) {
      waitForRefresh = upToFiveMinutes("waitForRefresh", longest);
      return this;
    }

    /**
     * Lets {@link Admin#maintain()} delete an account whose uninstall was claimed so long ago and
     * has not been disproved since: monday.com issued no authorization token for the account, and
     * accepts none of its access tokens. Such a claim may still be forged, in an account where
     * nobody uses the app and the user who connected it was deactivated. Accounts with an access
     * token that could not be checked, or with more than 100 of them, stay. Default: an account is
     * deleted only after a proven uninstall, or by {@link Admin#forget}.
     *
     * @param age the time since the latest claim was received, from seven days to 100 years
     * @return this builder
     * @throws IllegalArgumentException if it is outside this range
     */
    public Builder eraseClaimedUninstallsAfter(Duration age) {
      if (age.compareTo(Duration.ofDays(7)) < 0 || age.compareTo(OAuthSpec.HUNDRED_YEARS) > 0) {
        throw new IllegalArgumentException(
            "eraseClaimedUninstallsAfter: expected a duration from seven days to 100 years, found "
                + age);
      }
      eraseClaimedUninstallsAfter = age;
      return this;
    }

    private static Duration upToFiveMinutes(String option, Duration duration) {
      if (duration.isNegative() || duration.compareTo(Duration.ofMinutes(5)) > 0) {
        throw new IllegalArgumentException(
            option + ": expected zero to five minutes, found " + duration);
      }
      return duration;
    }

    /** Replaces the JVM's monotonic clock, for tests. */
    Builder monotonicClock(MonotonicClock clock) {
      monotonicClock = clock;
      return this;
    }

    /**
     * Begins every flow in which something is missing with monday.com's consent screen, even if the
     * user has connected monday.com already. The default is weaker against a thief of an
     * authorization URL, who can connect their own account of a service for the user: the
     * confirmation page protects a user from links of others, but not from a thief.
     *
     * <p>{@link #build} then requires {@link Connector#monday} without {@code perAccount} and
     * without {@code optional}. Default: a user who has connected monday.com sees the confirmation
     * page instead.
     *
     * @return this builder
     */
    public Builder requireMondayLeg() {
      requiredCheck = UserCheck.PROVEN;
      return this;
    }

    /**
     * Never shows the confirmation page to users whom monday.com's consent screen did not identify.
     * Without that page, a user of monday.com can send a link of their own to somebody else and
     * receives the credentials that this person connects. Default: the page is shown.
     *
     * @return this builder
     */
    public Builder insecureWithoutConfirmation() {
      requiredCheck = UserCheck.NONE;
      return this;
    }

    /**
     * Builds the connections.
     *
     * @return the connections
     * @throws IllegalStateException if the app has no client secret
     * @throws IllegalArgumentException if two connectors have the same name, the scopes of
     *     monday.com do not identify the user, an endpoint or a URL of {@link #allowReturnTo} does
     *     not use https, or {@link #requireMondayLeg} or a {@link ConnectPolicy} lacks a connector
     *     that it needs
     */
    public Connections build() {
      return new Connections(this);
    }

    private static String checked(String path) {
      if (!path.startsWith("/") || path.endsWith("/") || path.contains("?")) {
        throw new IllegalArgumentException(
            "a path: expected to start with / and to contain no ? and no / at the end, found "
                + path);
      }
      return path;
    }
  }
}
