package io.github.mondayauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.github.mondayauth.TokenKind.SignedWith;
import io.github.mondayauth.internal.AppAccess;
import io.github.mondayauth.internal.AppSettings;
import io.github.mondayauth.internal.MondayHosts;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A monday.com app: its client id, its public addresses and its secrets. It creates the verifiers
 * and gives each one the secret for its kind of token.
 *
 * <p>Immutable and safe for use by several threads. One instance serves a whole application.
 */
public final class MondayApp {
  static {
    // Not a lambda: the first lambda in a process costs more than verifying a thousand tokens.
    AppAccess.register(
        new Function<>() {
          @Override
          public AppSettings apply(MondayApp app) {
            return app.settings;
          }
        });
  }

  private final AppSettings settings;
  private final AudienceCheck audience;
  private final List<HmacKey> signingKeys;
  private final List<HmacKey> clientKeys;

  private MondayApp(AppSettings settings) {
    this.settings = settings;
    this.audience = new AudienceCheck(settings);
    this.signingKeys = HmacKey.of(settings.signingSecrets());
    this.clientKeys = HmacKey.of(settings.clientSecrets());
  }

  /**
   * Creates a builder from the settings that every app has.
   *
   * @param clientId the client id that the Developer Center shows
   * @param baseUri the URI at which monday.com and browsers reach this application: scheme, host,
   *     optional port and optional path prefix. It is https, or http on localhost together with
   *     {@link Builder#insecureMonday(URI)}. Scheme and host are converted to lower case, and a
   *     default port is dropped. Take the URI from configuration, never from a request.
   * @param moreBaseUris further URIs of the same application, such as one for each region or a
   *     custom domain. A token's audience may name an endpoint under any of them. A user who
   *     arrives at one of them stays there during authorization; where the token names no address,
   *     the first URI is used. Instances may list them in different orders.
   * @return a builder
   */
  public static Builder builder(String clientId, URI baseUri, URI... moreBaseUris) {
    return new Builder(clientId, baseUri, moreBaseUris);
  }

  /**
   * The app's client id.
   *
   * @return the client id that the Developer Center shows
   */
  public String clientId() {
    return settings.clientId();
  }

  /**
   * The URI at which monday.com and browsers reach the application: the first one, if it has
   * several.
   *
   * @return the base URI: in lower case except for its path, without a default port or a trailing
   *     slash
   */
  public URI baseUri() {
    return settings.baseUris().get(0);
  }

  /**
   * All URIs at which monday.com and browsers reach the application.
   *
   * @return an unmodifiable list that starts with {@link #baseUri()}
   */
  public List<URI> baseUris() {
    return settings.baseUris();
  }

  /**
   * The app's clock.
   *
   * @return the source of the current time
   */
  public InstantSource timeSource() {
    return settings.time();
  }

  /**
   * The app's listener, wrapped so that exceptions it throws are discarded.
   *
   * @return the listener, or one that ignores every event if none was set
   */
  public AuthListener listener() {
    return settings.listener();
  }

  /**
   * Creates a verifier for requests from monday.com's servers: actions, triggers, remote options,
   * field definitions, credentials fields, board webhooks.
   *
   * @return the verifier
   * @throws IllegalStateException if the app has no signing secret
   */
  public RequestVerifier requestVerifier() {
    return new RequestVerifier(jwtVerifier(TokenKind.REQUEST, signingKeys()), audience, false);
  }

  /**
   * Creates a verifier for the {@code token} parameter of the authorization URL.
   *
   * @return the verifier
   * @throws IllegalStateException if the app has no signing secret, or has no client secret despite
   *     {@link Builder#allowClientSecretForAuthorizationTokens()}
   */
  public AuthorizationTokenVerifier authorizationTokenVerifier() {
    List<HmacKey> keys = new ArrayList<>(signingKeys());
    if (settings.clientSecretSignsAuthorization()) {
      keys.addAll(clientKeys());
    }
    return new AuthorizationTokenVerifier(
        jwtVerifier(TokenKind.AUTHORIZATION, keys),
        audience,
        settings.audienceRequired(),
        MondayHosts.of(settings));
  }

  /**
   * Creates a verifier for the session tokens of views.
   *
   * @return the verifier
   * @throws IllegalStateException if the app has no client secret
   */
  public SessionTokenVerifier sessionTokenVerifier() {
    return new SessionTokenVerifier(datTokenCheck(TokenKind.SESSION));
  }

  /**
   * Creates a verifier for app lifecycle events: installation, uninstallation, subscriptions.
   *
   * @return the verifier
   * @throws IllegalStateException if the app has no client secret
   */
  public AppLifecycleVerifier appLifecycleVerifier() {
    return new AppLifecycleVerifier(datTokenCheck(TokenKind.APP_LIFECYCLE));
  }

  /**
   * Creates a verifier for feature lifecycle events, to which an app subscribes through
   * monday.com's API.
   *
   * @return the verifier
   * @throws IllegalStateException if the app has no signing secret
   */
  public FeatureLifecycleVerifier featureLifecycleVerifier() {
    return new FeatureLifecycleVerifier(
        datTokenCheck(TokenKind.FEATURE_LIFECYCLE), MondayHosts.of(settings));
  }

  /**
   * Creates a verifier for requests to external agents. It follows a preview of monday.com's API,
   * which may change. It needs none of the app's own secrets.
   *
   * @param secrets returns the signing secrets of the agent with a given id: the current one, and
   *     then previous ones that are still accepted. Null or an empty list means that there is no
   *     such agent, and its requests are refused. It is called for each request, with an id that
   *     comes from the request, before the request is verified.
   * @return the verifier
   */
  public AgentRequestVerifier agentRequestVerifier(
      Function<String, ? extends @Nullable List<Secret>> secrets) {
    return new AgentRequestVerifier(settings, requireNonNull(secrets));
  }

  /**
   * Creates a signer for requests to monday.com: results of asynchronous actions, and requests that
   * fire a trigger.
   *
   * @param appId the app's id, which the Developer Center shows
   * @return the signer
   * @throws IllegalStateException if the app has no signing secret
   */
  public OutboundSigner outboundSigner(long appId) {
    signingKeys();
    return new OutboundSigner(
        MondayHosts.of(settings), settings.time(), settings.signingSecrets().get(0), appId);
  }

  /**
   * Explains why a token verifies or does not: which secret signed it, which audience was expected
   * and found, how far the clocks differ, which kind of token it is. Meant for a developer's
   * question, not for every request. It raises no events.
   *
   * @param kind the expected kind of token
   * @param token the token or the {@code Authorization} header, or null if there is none
   * @param endpoint the endpoint that received the token, as a path under a base URI or as a full
   *     https URL; null for a kind without an audience, such as a session token
   * @return the findings
   * @throws IllegalStateException if the app lacks the secret for this kind
   * @throws IllegalArgumentException if {@code endpoint} is neither a path nor an https URL, or is
   *     null for a request or authorization token; or if {@code kind} is {@link
   *     TokenKind#AGENT_REQUEST}, which {@link AgentRequestVerifier#diagnose} explains
   */
  public Diagnosis diagnose(TokenKind kind, @Nullable String token, @Nullable String endpoint) {
    // One time for all checks, so that none of them contradicts the outcome.
    InstantSource now = InstantSource.fixed(settings.time().instant());
    AppSettings silent = settings.with(GuardedAuthListener.NONE, now);
    return new TokenExaminer(new MondayApp(silent), silent, kind, endpoint).examine(token);
  }

  /** Creates a verifier of what tokens with {@code dat} have in common, for one of their kinds. */
  DatTokenCheck datTokenCheck(TokenKind kind) {
    List<HmacKey> keys =
        kind.signedWith() == SignedWith.CLIENT_SECRET ? clientKeys() : signingKeys();
    boolean flatAllowed = kind == TokenKind.SESSION;
    return new DatTokenCheck(
        jwtVerifier(kind, keys), audience, settings.clientId(), flatAllowed, null);
  }

  private JwtVerifier jwtVerifier(TokenKind kind, List<HmacKey> keys) {
    return new JwtVerifier(kind, keys, settings);
  }

  private List<HmacKey> signingKeys() {
    if (signingKeys.isEmpty()) {
      throw new IllegalStateException(
          "expected a signing secret, found none; set it with Builder.signingSecret");
    }
    return signingKeys;
  }

  private List<HmacKey> clientKeys() {
    if (clientKeys.isEmpty()) {
      throw new IllegalStateException(
          "expected a client secret, found none; set it with Builder.clientSecret");
    }
    return clientKeys;
  }

  /** Shows the client id and the base URIs, and no secret. */
  @Override
  public String toString() {
    return "MondayApp[" + clientId() + " at " + baseUris() + "]";
  }

  /** Builds a {@link MondayApp}. Not safe for use by several threads. */
  public static final class Builder {
    /** More than monday.com's 32, and what a store can hold. */
    private static final int MAX_CLIENT_ID = 128;

    private final String clientId;
    private final List<URI> baseUris;
    private List<Secret> signingSecrets = List.of();
    private List<Secret> clientSecrets = List.of();
    private boolean clientSecretSignsAuthorization;
    private boolean audienceRequired;
    private Duration clockSkew = Duration.ofSeconds(30);
    private InstantSource time = InstantSource.system();
    private AuthListener listener = GuardedAuthListener.NONE;
    private @Nullable URI insecureMonday;

    private Builder(String clientId, URI baseUri, URI... moreBaseUris) {
      this.clientId = requireNonNull(clientId);
      List<URI> all = new ArrayList<>(List.of(moreBaseUris));
      all.add(0, requireNonNull(baseUri));
      this.baseUris = all;
    }

    /**
     * The signing secret. It verifies requests, authorization tokens and feature lifecycle events,
     * and signs requests to monday.com. Default: none.
     *
     * @param current the secret that the Developer Center shows; its UTF-8 bytes are the key
     * @param previous earlier secrets that are still accepted during a rotation
     * @return this builder
     * @throws IllegalArgumentException if a secret has fewer than 256 bits, or leading or trailing
     *     white space
     */
    public Builder signingSecret(Secret current, Secret... previous) {
      signingSecrets = checked("signing secret", current, previous);
      return this;
    }

    /**
     * The client secret. It verifies session tokens and app lifecycle events, authenticates the app
     * at monday.com's token endpoint, and seals the OAuth state. Default: none.
     *
     * @param current the secret that the Developer Center shows; its UTF-8 bytes are the key
     * @param previous earlier secrets that are still accepted during a rotation
     * @return this builder
     * @throws IllegalArgumentException if a secret has fewer than 256 bits, or leading or trailing
     *     white space
     */
    public Builder clientSecret(Secret current, Secret... previous) {
      clientSecrets = checked("client secret", current, previous);
      return this;
    }

    /**
     * Also accepts authorization tokens that are signed with the client secret, as monday.com's old
     * documentation describes. Default: only the signing secret.
     *
     * @return this builder
     */
    public Builder allowClientSecretForAuthorizationTokens() {
      clientSecretSignsAuthorization = true;
      return this;
    }

    /**
     * Refuses authorization tokens without {@code aud}. Default: such a token is accepted, because
     * monday.com documents {@code aud} for requests but not for every authorization token. An
     * {@code aud} that is present always has to be right. Set this option once you have seen that
     * the tokens of your app have one.
     *
     * @return this builder
     */
    public Builder requireAudience() {
      audienceRequired = true;
      return this;
    }

    /**
     * How far monday.com's clock may differ from this application's, in either direction. Default:
     * 30 seconds.
     *
     * @param skew zero to two minutes
     * @return this builder
     * @throws IllegalArgumentException if {@code skew} is negative or longer than two minutes
     */
    public Builder clockSkew(Duration skew) {
      if (skew.isNegative() || skew.compareTo(AppSettings.MAX_CLOCK_SKEW) > 0) {
        throw new IllegalArgumentException(
            "clock skew: expected 0 s to 120 s, found " + skew.toSeconds() + " s");
      }
      clockSkew = skew;
      return this;
    }

    /**
     * The clock. Default: the system clock.
     *
     * @param source the source of the current time
     * @return this builder
     */
    public Builder timeSource(InstantSource source) {
      time = requireNonNull(source);
      return this;
    }

    /**
     * The listener that receives events. Default: one that ignores them.
     *
     * @param receiver the listener
     * @return this builder
     */
    public Builder listener(AuthListener receiver) {
      listener = requireNonNull(receiver);
      return this;
    }

    /**
     * Replaces every monday.com host (in the check of {@code backToUrl}, OAuth and the API) by one
     * origin, and allows http on localhost. For demos and tests only. Default: the real monday.com.
     *
     * @param origin scheme, host and port of the fake monday.com
     * @return this builder
     */
    public Builder insecureMonday(URI origin) {
      insecureMonday = requireNonNull(origin);
      return this;
    }

    /**
     * Builds the app.
     *
     * @return the app
     * @throws IllegalArgumentException if the client id is blank, has more than 128 characters or
     *     other ones than printable ASCII; if a base URI is not https with a host, an optional port
     *     and an optional path, or if its path has escapes, empty segments or dot segments; if a
     *     base URI equals another one, is under another one or has another scheme; if the argument
     *     of {@link #insecureMonday} is not an origin; or if a signing secret is also a client
     *     secret, since each verifies other kinds of tokens
     */
    public MondayApp build() {
      if (clientId.isBlank()) {
        throw new IllegalArgumentException(
            "client id: expected the id that the Developer Center shows, found a blank string");
      }
      if (clientId.length() > MAX_CLIENT_ID || clientId.chars().anyMatch(c -> c < ' ' || c > '~')) {
        throw new IllegalArgumentException(
            "client id: expected at most "
                + MAX_CLIENT_ID
                + " printable ASCII characters, found more or other ones");
      }
      requireDifferentSecrets();
      return new MondayApp(
          new AppSettings(
              clientId,
              UriRules.requireBases(baseUris, insecureMonday != null),
              signingSecrets,
              clientSecrets,
              clientSecretSignsAuthorization,
              audienceRequired,
              clockSkew,
              time,
              GuardedAuthListener.of(listener),
              insecureMonday == null
                  ? null
                  : UriRules.requireOrigin("insecureMonday", insecureMonday)));
    }

    private void requireDifferentSecrets() {
      for (Secret signing : signingSecrets) {
        if (clientSecrets.contains(signing)) {
          throw new IllegalArgumentException(
              "signing secret and client secret: expected two different values, found the same one;"
                  + " copy each from the Developer Center");
        }
      }
    }

    private static List<Secret> checked(String name, Secret current, Secret... previous) {
      List<Secret> all = new ArrayList<>(List.of(previous));
      all.add(0, current);
      for (Secret secret : all) {
        String value = secret.reveal();
        if (!value.equals(value.strip())) {
          throw new IllegalArgumentException(
              name
                  + ": expected the exact value from the Developer Center, found leading or"
                  + " trailing white space");
        }
        int bits = value.getBytes(UTF_8).length * 8;
        if (bits < 256) {
          throw new IllegalArgumentException(
              name
                  + ": expected at least 256 bits, found "
                  + bits
                  + "; copy the whole value from the Developer Center");
        }
      }
      return all;
    }
  }
}
