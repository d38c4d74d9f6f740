package io.github.mondayauth;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.internal.AppAccess;
import io.github.mondayauth.internal.AppSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A monday.com app: its identity and the secrets this process may use. It makes the verifiers, so
 * that each gets the secret of its kind.
 *
 * <p>Immutable and safe for use by several threads; one instance serves a whole application.
 */
public final class MondayApp {
  static {
    // Not a lambda: the first one in a process costs more than verifying a thousand tokens.
    AppAccess.register(
        new Function<>() {
          @Override
          public AppSettings apply(MondayApp app) {
            return app.settings;
          }
        });
  }

  private final AppSettings settings;
  private final AudienceCheck endpoints;
  private final List<HmacKey> signingKeys;
  private final List<HmacKey> clientKeys;

  private MondayApp(AppSettings settings) {
    this.settings = settings;
    this.endpoints = new AudienceCheck(settings);
    this.signingKeys = HmacKey.of(settings.signingSecrets());
    this.clientKeys = HmacKey.of(settings.clientSecrets());
  }

  /**
   * Starts an app from the two things every app has.
   *
   * @param clientId the client id the Developer Center shows
   * @param baseUri where monday.com and browsers reach this application: scheme, host, port and an
   *     optional path prefix; https, or http on localhost together with {@link
   *     Builder#insecureMonday(URI)}. It is configuration and never taken from a request.
   * @return a builder
   */
  public static Builder builder(String clientId, URI baseUri) {
    return new Builder(clientId, baseUri);
  }

  /**
   * The app's client id.
   *
   * @return the client id the Developer Center shows
   */
  public String clientId() {
    return settings.clientId();
  }

  /**
   * Where the application is reached from outside.
   *
   * @return the base URI, without a trailing slash
   */
  public URI baseUri() {
    return settings.baseUri();
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
   * The app's listener, wrapped so that what it throws is discarded.
   *
   * @return the listener; one that ignores everything if none was set
   */
  public AuthListener listener() {
    return settings.listener();
  }

  /**
   * Verifies requests of monday.com's server: actions, triggers, options, credentials field, board
   * webhooks.
   *
   * @return the verifier
   * @throws IllegalStateException if the app has no signing secret
   */
  public RequestVerifier requestVerifier() {
    return new RequestVerifier(gate(TokenKind.REQUEST, signing()), endpoints, false);
  }

  /**
   * Verifies the {@code token} parameter of the authorization URL.
   *
   * @return the verifier
   * @throws IllegalStateException if the app has no signing secret, or, with {@link
   *     Builder#allowClientSecretForAuthorizationTokens()}, no client secret
   */
  public AuthorizationTokenVerifier authorizationTokenVerifier() {
    List<HmacKey> keys = new ArrayList<>(signing());
    if (settings.clientSecretSignsAuthorization()) {
      keys.addAll(client());
    }
    return new AuthorizationTokenVerifier(gate(TokenKind.AUTHORIZATION, keys), endpoints);
  }

  /**
   * Verifies the session tokens that views send.
   *
   * @return the verifier
   * @throws IllegalStateException if the app has no client secret
   */
  public SessionTokenVerifier sessionTokenVerifier() {
    return new SessionTokenVerifier(datGate(TokenKind.SESSION, client(), true));
  }

  /**
   * Verifies app lifecycle webhooks: installation, uninstallation, subscriptions.
   *
   * @return the verifier
   * @throws IllegalStateException if the app has no client secret
   */
  public AppLifecycleVerifier appLifecycleVerifier() {
    return new AppLifecycleVerifier(datGate(TokenKind.APP_LIFECYCLE, client(), false));
  }

  /**
   * Verifies feature lifecycle events, those that monday.com's API subscribes to.
   *
   * @return the verifier
   * @throws IllegalStateException if the app has no signing secret
   */
  public FeatureLifecycleVerifier featureLifecycleVerifier() {
    return new FeatureLifecycleVerifier(datGate(TokenKind.FEATURE_LIFECYCLE, signing(), false));
  }

  /**
   * Signs what the app sends to monday.com: callbacks of asynchronous actions, calls that fire a
   * trigger.
   *
   * @param appId the app's id, which the Developer Center shows
   * @return the signer
   * @throws IllegalStateException if the app has no signing secret
   */
  public OutboundSigner outboundSigner(long appId) {
    signing();
    return new OutboundSigner(settings, appId);
  }

  /**
   * Explains why a token verifies or does not: which secret made it, which audience was expected
   * and found, how far the clocks are apart, of which kind it is. For a developer's question, not
   * for every request; raises no events.
   *
   * @param kind the kind of token it should be
   * @param token the token or the {@code Authorization} header, or null if there is none
   * @param endpoint the endpoint it arrived at, as a path under the base URI or as a full https
   *     URL; null if it has none, as a session token
   * @return what was found
   * @throws IllegalStateException if the app has not the secret for this kind
   * @throws IllegalArgumentException if {@code endpoint} is neither a path nor an https URL, or is
   *     null for a request or an authorization token
   */
  public Diagnosis diagnose(TokenKind kind, @Nullable String token, @Nullable String endpoint) {
    MondayApp silent = new MondayApp(settings.with(GuardedAuthListener.NONE));
    return new TokenExaminer(silent, settings, kind, endpoint).of(token);
  }

  private DatTokenVerifier datGate(TokenKind kind, List<HmacKey> keys, boolean flatAllowed) {
    return new DatTokenVerifier(gate(kind, keys), endpoints, null, flatAllowed);
  }

  private JwtVerifier gate(TokenKind kind, List<HmacKey> keys) {
    return new JwtVerifier(kind, keys, settings);
  }

  private List<HmacKey> signing() {
    if (signingKeys.isEmpty()) {
      throw new IllegalStateException("the app has no signing secret; see Builder.signingSecret");
    }
    return signingKeys;
  }

  private List<HmacKey> client() {
    if (clientKeys.isEmpty()) {
      throw new IllegalStateException("the app has no client secret; see Builder.clientSecret");
    }
    return clientKeys;
  }

  /** Shows the client id and the base URI, no secret. */
  @Override
  public String toString() {
    return "MondayApp[" + clientId() + " at " + baseUri() + "]";
  }

  /** Collects what an app may have. Not safe for use by several threads. */
  public static final class Builder {
    private final String clientId;
    private final URI baseUri;
    private List<Secret> signingSecrets = List.of();
    private List<Secret> clientSecrets = List.of();
    private boolean clientSecretSignsAuthorization;
    private Duration clockSkew = Duration.ofSeconds(30);
    private InstantSource time = InstantSource.system();
    private AuthListener listener = GuardedAuthListener.NONE;
    private @Nullable URI insecureMonday;

    private Builder(String clientId, URI baseUri) {
      this.clientId = requireNonNull(clientId);
      this.baseUri = requireNonNull(baseUri);
    }

    /**
     * The signing secret: verifies requests, authorization tokens and feature lifecycle events, and
     * signs calls to monday.com.
     *
     * @param current the secret the Developer Center shows; its UTF-8 bytes are the key
     * @param previous secrets that still verify, while a rotation is under way
     * @return this builder
     * @throws IllegalArgumentException if a secret has under 256 bits, or white space around it
     */
    public Builder signingSecret(Secret current, Secret... previous) {
      signingSecrets = secrets("signing secret", current, previous);
      return this;
    }

    /**
     * The client secret: verifies session tokens and app lifecycle events, authenticates the app at
     * the token endpoint, and seals the OAuth state.
     *
     * @param current the secret the Developer Center shows; its UTF-8 bytes are the key
     * @param previous secrets that still verify, while a rotation is under way
     * @return this builder
     * @throws IllegalArgumentException if a secret has under 256 bits, or white space around it
     */
    public Builder clientSecret(Secret current, Secret... previous) {
      clientSecrets = secrets("client secret", current, previous);
      return this;
    }

    /**
     * Accepts authorization tokens signed with the client secret too, as old documentation of
     * monday.com says they are. Default: the signing secret only.
     *
     * @return this builder
     */
    public Builder allowClientSecretForAuthorizationTokens() {
      clientSecretSignsAuthorization = true;
      return this;
    }

    /**
     * How far monday.com's clock may be from ours, either way. Default: 30 seconds.
     *
     * @param skew zero to two minutes
     * @return this builder
     * @throws IllegalArgumentException if it is negative or over two minutes
     */
    public Builder clockSkew(Duration skew) {
      if (skew.isNegative() || skew.compareTo(Duration.ofMinutes(2)) > 0) {
        throw new IllegalArgumentException("a clock skew is 0 s to 120 s, found " + skew);
      }
      clockSkew = skew;
      return this;
    }

    /**
     * The clock. Default: the system's.
     *
     * @param source the clock
     * @return this builder
     */
    public Builder timeSource(InstantSource source) {
      time = requireNonNull(source);
      return this;
    }

    /**
     * Who is told of events. Default: nobody.
     *
     * @param told the listener
     * @return this builder
     */
    public Builder listener(AuthListener told) {
      listener = requireNonNull(told);
      return this;
    }

    /**
     * For demos and tests only: puts one origin in the place of every monday.com host (the check of
     * {@code backToUrl}, OAuth, the API) and allows http on localhost.
     *
     * @param origin scheme, host and port of what plays monday.com
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
     * @throws IllegalArgumentException if the client id is blank, or the base URI is not https with
     *     host, optional port and optional path, or what stands in for monday.com is no origin
     */
    public MondayApp build() {
      if (clientId.isBlank()) {
        throw new IllegalArgumentException("the client id is blank");
      }
      return new MondayApp(
          new AppSettings(
              clientId,
              UriRules.check("the base URI", baseUri, insecureMonday != null),
              signingSecrets,
              clientSecrets,
              clientSecretSignsAuthorization,
              clockSkew,
              time,
              GuardedAuthListener.of(listener),
              insecureMonday == null
                  ? null
                  : UriRules.checkOrigin("what stands in for monday.com", insecureMonday)));
    }

    private static List<Secret> secrets(String name, Secret current, Secret... previous) {
      List<Secret> all = new ArrayList<>(List.of(previous));
      all.add(0, current);
      for (Secret secret : all) {
        String value = secret.reveal();
        if (!value.equals(value.strip())) {
          throw new IllegalArgumentException(name + ": found white space around it");
        }
        int bits = value.getBytes(StandardCharsets.UTF_8).length * 8;
        if (bits < 256) {
          throw new IllegalArgumentException(name + ": at least 256 bits expected, found " + bits);
        }
      }
      return all;
    }
  }
}
