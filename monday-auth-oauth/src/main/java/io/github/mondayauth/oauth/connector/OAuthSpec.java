package io.github.mondayauth.oauth.connector;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.http.GuardedTransport;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.oauth.token.Scopes;
import io.github.mondayauth.oauth.token.TokenEndpoint;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A service with OAuth 2.0: the application's client registration, and what it requests. {@code
 * OAuthConnector} is its public facade. Immutable.
 */
public final class OAuthSpec implements ConsentSpec {
  /** Parameters that the library sets itself. */
  private static final Set<String> RESERVED =
      Set.of(
          "response_type",
          "response_mode",
          "client_id",
          "client_secret",
          "redirect_uri",
          "scope",
          "state",
          "code",
          "code_challenge",
          "code_challenge_method",
          "code_verifier",
          "grant_type",
          "refresh_token",
          "request",
          "request_uri");

  private final ConnectorOptions options;
  private final AuthorizationServer server;
  private final String clientId;
  private final @Nullable Secret clientSecret;
  private final Set<String> scopes;
  private final Map<String, String> authorizationParameters;
  private final Map<String, String> tokenParameters;
  private final Set<String> keptMembers;
  private final boolean revocationEndsOneToken;

  private OAuthSpec(Draft draft) {
    options = draft.options;
    server = draft.server;
    clientId = draft.clientId;
    clientSecret = draft.clientSecret;
    scopes = draft.scopes;
    authorizationParameters = Collections.unmodifiableMap(draft.authorizationParameters);
    tokenParameters = Collections.unmodifiableMap(draft.tokenParameters);
    keptMembers = Collections.unmodifiableSet(draft.keptMembers);
    revocationEndsOneToken = draft.revocationEndsOneToken;
  }

  /** A mutable copy, in which an option is changed. */
  private static final class Draft {
    private ConnectorOptions options;
    private final AuthorizationServer server;
    private final String clientId;
    private final @Nullable Secret clientSecret;
    private Set<String> scopes = Set.of();
    private final Map<String, String> authorizationParameters = new LinkedHashMap<>();
    private final Map<String, String> tokenParameters = new LinkedHashMap<>();
    private final Set<String> keptMembers = new LinkedHashSet<>();
    private boolean revocationEndsOneToken;

    Draft(
        ConnectorOptions options,
        AuthorizationServer server,
        String clientId,
        @Nullable Secret clientSecret) {
      this.options = options;
      this.server = server;
      this.clientId = clientId;
      this.clientSecret = clientSecret;
    }

    Draft(OAuthSpec spec) {
      this(spec.options, spec.server, spec.clientId, spec.clientSecret);
      scopes = spec.scopes;
      authorizationParameters.putAll(spec.authorizationParameters);
      tokenParameters.putAll(spec.tokenParameters);
      keptMembers.addAll(spec.keptMembers);
      revocationEndsOneToken = spec.revocationEndsOneToken;
    }
  }

  private OAuthSpec with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return new OAuthSpec(draft);
  }

  /**
   * A connector with the default options.
   *
   * @param clientSecret the client secret, or null for a public client
   * @throws IllegalArgumentException if the name is malformed or reserved, or the client id is
   *     blank
   */
  public static OAuthSpec of(
      String name, AuthorizationServer server, String clientId, @Nullable Secret clientSecret) {
    ConnectorOptions options = ConnectorOptions.ofService(name);
    if (clientId.isBlank()) {
      throw new IllegalArgumentException("the client id of " + name + " is blank");
    }
    return new OAuthSpec(new Draft(options, server, clientId, clientSecret));
  }

  /** Sets the scopes to request. */
  public OAuthSpec withScopes(String... names) {
    Set<String> checked = Scopes.checked(List.of(names));
    return with(draft -> draft.scopes = checked);
  }

  /**
   * Adds a parameter to the authorization request.
   *
   * @throws IllegalArgumentException if the library sets this parameter
   */
  public OAuthSpec withAuthorizationParameter(String name, String value) {
    checkParameter(name, value);
    return with(draft -> draft.authorizationParameters.put(name, value));
  }

  /**
   * Adds a parameter to every token request.
   *
   * @throws IllegalArgumentException if the library sets this parameter
   */
  public OAuthSpec withTokenParameter(String name, String value) {
    checkParameter(name, value);
    return with(draft -> draft.tokenParameters.put(name, value));
  }

  private static void checkParameter(String name, String value) {
    if (RESERVED.contains(name)) {
      throw new IllegalArgumentException("the library sets the parameter " + name + " itself");
    }
    requireNonNull(value);
  }

  /** Keeps a field of token responses as an attribute of the credential. */
  public OAuthSpec withKeptMember(String member) {
    requireNonNull(member);
    return with(draft -> draft.keptMembers.add(member));
  }

  /** Declares that revoking a token leaves other tokens of the same user valid. */
  public OAuthSpec withRevocationEndingOneToken() {
    return with(draft -> draft.revocationEndsOneToken = true);
  }

  /** Sets the title. */
  public OAuthSpec withTitle(String text) {
    ConnectorOptions changed = options.withTitle(text);
    return with(draft -> draft.options = changed);
  }

  /** Shares one credential in the whole account, which only some users may connect. */
  public OAuthSpec withPerAccount(Predicate<MondayUser> mayConnect) {
    ConnectorOptions changed = options.withPerAccount(mayConnect);
    return with(draft -> draft.options = changed);
  }

  /** Lets users skip it. */
  public OAuthSpec withOptional() {
    ConnectorOptions changed = options.withOptional();
    return with(draft -> draft.options = changed);
  }

  @Override
  public ConnectorOptions options() {
    return options;
  }

  @Override
  public boolean provesUser() {
    return false;
  }

  @Override
  public boolean hasProfiles() {
    return true;
  }

  @Override
  public Entry entry() {
    return server.allowedHosts().isEmpty() ? Entry.NOTHING : Entry.HOST;
  }

  @Override
  public boolean serves(Grant grant) {
    return server.serves(grant.host());
  }

  @Override
  public boolean covers(Grant grant) {
    return grant.covers(scopes, server.grantedScopesIgnored());
  }

  @Override
  public TokenEndpoint tokenEndpoint(String host) {
    if (!server.serves(host)) {
      throw new OAuthException(
          Reason.NOT_ALLOWED, name() + ": the customer's host is not one of the allowed hosts");
    }
    return new TokenEndpoint(
        server.tokenEndpoint(host),
        server.revocationEndpoint(host),
        clientId,
        clientSecret,
        server.clientAuthentication(),
        false,
        tokenParameters,
        server.tokenTypes(),
        scopes,
        keptMembers,
        server.endedGrants());
  }

  @Override
  public URI authorizationEndpoint(String host, URI backToUrl) {
    return server.authorizationEndpoint(host);
  }

  @Override
  public Map<String, String> authorizationParameters(URI backToUrl) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("client_id", clientId);
    if (!scopes.isEmpty()) {
      parameters.put("scope", String.join(server.scopeSeparator(), scopes));
    }
    parameters.putAll(authorizationParameters);
    return parameters;
  }

  @Override
  public void checkIssuer(String host, @Nullable String iss) {
    if (!server.acceptsIssuer(host, iss)) {
      throw new OAuthException(
          Reason.ISSUER,
          name() + ": iss " + (iss == null ? "is missing" : "names another authorization server"));
    }
  }

  @Override
  public boolean revocationEndsOneToken() {
    return revocationEndsOneToken;
  }

  @Override
  public AllowedHosts allowedHosts() {
    return server.allowedHosts();
  }

  /** Checks nothing if there is a host for each customer: those endpoints always use https. */
  @Override
  public void checkEndpoints(GuardedTransport transport) {
    if (server.allowedHosts().isEmpty()) {
      transport.check(server.authorizationEndpoint(""));
      transport.check(server.tokenEndpoint(""));
      URI revocation = server.revocationEndpoint("");
      if (revocation != null) {
        transport.check(revocation);
      }
    }
  }

  /** Shows the name. */
  @Override
  public String toString() {
    return name();
  }
}
