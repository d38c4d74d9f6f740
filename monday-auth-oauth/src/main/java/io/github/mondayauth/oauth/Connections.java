package io.github.mondayauth.oauth;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.AuthorizationClaims;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Owner;
import io.github.mondayauth.vault.TokenVault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes users through authorization and back to monday.com, hands out fresh credentials, and
 * forgets them.
 *
 * <p>{@link #begin} and {@link #resume} answer the browser and never throw for what a browser
 * sends: a refusal is a {@link Step.Refused} with a page. The other methods are for server
 * endpoints and throw what carries its own answer. Any method throws {@link
 * io.github.mondayauth.vault.VaultException} if the store or the keys fail, and {@link
 * IllegalArgumentException} for a connection that does not exist.
 *
 * <p>Nothing is kept between calls but what is in the vault and in the browser: any number of
 * machines with one store and one configuration work as one. Safe for use by several threads.
 */
public final class Connections {
  private final Rooms rooms;
  private final String profile;
  private final String reconnecting;

  private Connections(Rooms rooms, String profile, String reconnecting) {
    this.rooms = rooms;
    this.profile = profile;
    this.reconnecting = reconnecting;
  }

  /**
   * The connections of an app, with the defaults of {@link Builder}.
   *
   * @param app the app, with its client secret, and with its signing secret if users begin here
   * @param vault where credentials are kept
   * @param connectors the services to connect, each with a name of its own
   * @return the connections
   * @throws IllegalStateException if the app has no client secret
   * @throws IllegalArgumentException if two connectors have one name, or an endpoint is not https
   */
  public static Connections create(MondayApp app, TokenVault vault, Connector... connectors) {
    return builder(app, vault, connectors).build();
  }

  /**
   * The connections of an app, with choices.
   *
   * @param app the app, with its client secret, and with its signing secret if users begin here
   * @param vault where credentials are kept
   * @param connectors the services to connect, each with a name of its own
   * @return a builder
   */
  public static Builder builder(MondayApp app, TokenVault vault, Connector... connectors) {
    return new Builder(app, vault, List.of(connectors));
  }

  /**
   * Handles {@code GET /authorize?token=…}, where monday.com sends a user who adds an automation:
   * starts the first missing connection, or returns the user to monday.com if none is missing.
   * Inside a frame, where browsers withhold the cookie that binds the flow to the browser, the page
   * offers to open it in a new tab.
   *
   * @param request the browser's request
   * @return the step, whose reply the application sends
   * @throws IllegalStateException if the app has no signing secret
   */
  public Step begin(BrowserRequest request) {
    return rooms.begin().begin(request, profile, reconnecting);
  }

  /**
   * Like {@link #begin(BrowserRequest)}, for an authorization token that the application has
   * verified itself, because it arrived at another path than the authorize path: one of several
   * authorization URLs, or a credentials field.
   *
   * @param request the browser's request
   * @param claims the claims of the verified token
   * @return the step, whose reply the application sends
   */
  public Step begin(BrowserRequest request, AuthorizationClaims claims) {
    return rooms.begin().begin(request, requireNonNull(claims), profile, reconnecting);
  }

  /**
   * Handles {@code GET} and {@code POST /callback/…}, where providers return the browser and the
   * library's own pages post their forms. The last segment of the path names the connection.
   *
   * @param request the browser's request
   * @return the step, whose reply the application sends
   */
  public Step resume(BrowserRequest request) {
    return rooms.callback().resume(request);
  }

  /**
   * A usable credential: read from the vault and refreshed if it is about to expire. If the refresh
   * fails while the token is still valid, the token is returned.
   *
   * @param owner whose it is; for a connection of the whole account one of its users will do
   * @param connection the connection's name
   * @return the credential, for a call that starts now
   * @throws NotConnectedException if the user has to connect; its reply tells him so
   * @throws OAuthException with {@link OAuthException.Reason#UNAVAILABLE} if a refresh was
   *     necessary and the provider did not answer, {@link OAuthException.Reason#CLIENT} if it
   *     refused the app
   * @throws IllegalArgumentException if the connection is a user's and the owner an account
   */
  public Credential credential(Owner owner, String connection) {
    return rooms.refresher().fresh(holder(owner, connection));
  }

  /**
   * Like {@link #credential}, but empty where the user would have to connect: for {@code
   * unsubscribe}, which goes on without.
   *
   * @param owner whose it is; for a connection of the whole account one of its users will do
   * @param connection the connection's name
   * @return the credential, or empty if the user would have to connect
   * @throws OAuthException as {@link #credential} does
   */
  public Optional<Credential> find(Owner owner, String connection) {
    try {
      return Optional.of(credential(owner, connection));
    } catch (NotConnectedException e) {
      return Optional.empty();
    }
  }

  /**
   * A credential in the place of one that the service just refused with 401. It is refreshed only
   * if it is still the current one; what cannot be refreshed is marked, and the user has to
   * connect.
   *
   * @param rejected the credential as it was handed out
   * @return another credential
   * @throws NotConnectedException if the user has to connect
   * @throws OAuthException as {@link #credential} does
   * @throws IllegalArgumentException if it was not handed out by {@link #credential}
   */
  public Credential renew(Credential rejected) {
    Holder holder = rejected.holder();
    if (holder == null) {
      throw new IllegalArgumentException("a credential from credential() expected");
    }
    return rooms.refresher().renewed(holder, rejected.secret().reveal());
  }

  /**
   * Which connections an owner has.
   *
   * @param owner a user, or an account for the connections of the whole account
   * @return their names, those of the account included
   */
  public Set<String> connected(Owner owner) {
    return rooms.inventory().connected(owner, profile);
  }

  /**
   * What to do with every app lifecycle event: forgets the account if it is a proven uninstall of
   * the present installation, and nothing otherwise.
   *
   * @param event the verified event
   * @return what was deleted and revoked
   * @throws OAuthException with {@link OAuthException.Reason#UNPROVEN} if somebody who is no admin
   *     claims an uninstall and monday.com still accepts the account's tokens, {@link
   *     OAuthException.Reason#UNAVAILABLE} if monday.com cannot be asked
   */
  public ForgetResult forget(AppLifecycleEvent event) {
    return rooms.forgetting().forget(event);
  }

  /**
   * The same connections for a further profile, as monday.com's credentials field needs it where a
   * user keeps several accounts of one service. monday.com's own connection is the same in all
   * profiles.
   *
   * @param name 1 to 32 letters, digits, hyphens and underscores
   * @return connections that begin, find and store under this profile
   * @throws IllegalArgumentException if the name is malformed
   */
  public Connections profile(String name) {
    if (!name.matches("[A-Za-z0-9_-]{1,32}")) {
      throw new IllegalArgumentException("a profile's name is 1 to 32 of A-Z, a-z, 0-9, - and _");
    }
    return new Connections(rooms, name, reconnecting);
  }

  /**
   * The same connections with a {@code begin} that connects one of them although it is connected,
   * to change the account of the service.
   *
   * @param connection the connection's name
   * @return connections whose {@code begin} does so
   */
  public Connections reconnect(String connection) {
    return new Connections(rooms, profile, rooms.setup().known(connection).name());
  }

  /**
   * What operators and migrations use, under this profile.
   *
   * @return the administration of these connections
   */
  public Admin admin() {
    return new Admin(this);
  }

  private Holder holder(Owner owner, String connection) {
    return Holder.of(rooms.setup().known(connection), owner, profile);
  }

  /**
   * Administration of {@link Connections}: what an operator, an admin page or a migration calls,
   * and no request handler. Safe for use by several threads.
   */
  public static final class Admin {
    private final Connections connections;

    private Admin(Connections connections) {
      this.connections = connections;
    }

    /**
     * What is connected in an account, for an admin page: the account's own connections and all of
     * its users', in every profile. Each credential is opened, and its secrets are left out.
     *
     * @param account the account
     * @return one entry for each stored credential, in no particular order; empty for an account
     *     that is not there
     * @throws io.github.mondayauth.vault.VaultException if the store or a key fails, or a
     *     credential does not open
     */
    public List<ConnectionStatus> list(MondayAccount account) {
      return connections.rooms.inventory().list(account);
    }

    /**
     * Imports a credential that was obtained elsewhere, in the place of whatever is there.
     *
     * @param owner whose it is
     * @param connection the connection's name
     * @param credential the credential
     */
    public void put(Owner owner, String connection, Credential credential) {
      connections.rooms.inventory().put(connections.holder(owner, connection), credential);
    }

    /**
     * Exchanges a stored legacy token of monday.com for one of OAuth 2.1, while monday.com offers
     * that. Does nothing if it was exchanged before.
     *
     * @param owner whose it is
     * @return the credential as it is now
     * @throws NotConnectedException if there is none, or monday.com does not accept it any more
     * @throws OAuthException with {@link OAuthException.Reason#MIGRATION} if monday.com refuses to
     *     exchange it, {@link OAuthException.Reason#UNAVAILABLE} if it asks to wait: for five
     *     minutes it is not asked again for this credential
     */
    public Credential migrate(Owner owner) {
      return connections
          .rooms
          .refresher()
          .migrated(connections.holder(owner, MondayConnector.NAME));
    }

    /**
     * Deletes one credential, then revokes it where the provider offers that.
     *
     * @param owner whose it is
     * @param connection the connection's name
     * @return whether there was one
     */
    public boolean disconnect(Owner owner, String connection) {
      return connections.rooms.forgetting().disconnect(connections.holder(owner, connection));
    }

    /**
     * Deletes everything of an account, then revokes what can be revoked until the deadline. No
     * call on any machine that starts after this returned yields a token of it.
     *
     * @param account the account
     * @return what was deleted and revoked
     */
    public ForgetResult forget(MondayAccount account) {
      return connections.rooms.forgetting().forget(account);
    }
  }

  /** Collects what connections may be told. Not safe for use by several threads. */
  public static final class Builder {
    private final MondayApp app;
    private final TokenVault vault;
    private final List<Connector> connectors;
    private String authorizePath = "/authorize";
    private String callbackPath = "/callback";
    private @Nullable HttpTransport transport;
    private boolean confirms = true;
    private Duration forgetDeadline = Duration.ofSeconds(10);

    private Builder(MondayApp app, TokenVault vault, List<Connector> connectors) {
      this.app = requireNonNull(app);
      this.vault = requireNonNull(vault);
      this.connectors = connectors;
    }

    /**
     * Where monday.com sends users to: the path of the Authorization URL configured in the
     * Developer Center, under the app's base URI. Default: {@code /authorize}.
     *
     * @param path starts with a slash
     * @return this builder
     */
    public Builder authorizePath(String path) {
      authorizePath = path(path);
      return this;
    }

    /**
     * Where providers send users back to: {@code path/name} under the app's base URI is the
     * redirect URI to register for the connection of that name. Default: {@code /callback}.
     *
     * @param path starts with a slash and does not end with one
     * @return this builder
     */
    public Builder callbackPath(String path) {
      callbackPath = path(path);
      return this;
    }

    /**
     * What sends HTTP requests. Default: {@link HttpTransport#standard()}.
     *
     * @param sender the transport
     * @return this builder
     */
    public Builder httpTransport(HttpTransport sender) {
      transport = requireNonNull(sender);
      return this;
    }

    /**
     * How long {@link #forget} may go on revoking; what is left is not revoked. A call that has
     * started is waited for. Default: 10 seconds.
     *
     * @param deadline zero for not revoking at all
     * @return this builder
     */
    public Builder forgetDeadline(Duration deadline) {
      forgetDeadline = requireNonNull(deadline);
      return this;
    }

    /**
     * Leaves out the page that asks the user to confirm where no monday.com leg vouches for him.
     * Without it, somebody who is connected to monday.com can send his own link to another person
     * and receive the credentials that person connects. Default: the page is shown.
     *
     * @return this builder
     */
    public Builder insecureWithoutConfirmation() {
      confirms = false;
      return this;
    }

    /**
     * Builds the connections.
     *
     * @return the connections
     * @throws IllegalStateException if the app has no client secret
     * @throws IllegalArgumentException if two connectors have one name, or an endpoint is not https
     */
    public Connections build() {
      HttpTransport sender = transport == null ? HttpTransport.standard() : transport;
      Rooms rooms =
          Rooms.of(
              app,
              vault,
              connectors,
              sender,
              new Rooms.Choices(authorizePath, callbackPath, confirms, forgetDeadline));
      return new Connections(rooms, "", "");
    }

    private static String path(String path) {
      if (!path.startsWith("/") || path.endsWith("/") || path.contains("?")) {
        throw new IllegalArgumentException(
            "a path starts with / and does not end with it, found " + path);
      }
      return path;
    }
  }
}
