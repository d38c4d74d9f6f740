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
import org.jspecify.annotations.Nullable;

/**
 * A monday.com app: its identity and the secrets this process may use. It makes the verifiers, so
 * that each gets the secret of its kind.
 *
 * <p>Immutable and safe for use by several threads; one instance serves a whole application.
 */
public final class MondayApp {
  static {
    AppAccess.register(app -> app.settings);
  }

  private final AppSettings settings;

  private MondayApp(AppSettings settings) {
    this.settings = settings;
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
    private AuthListener listener = AuthListener.NONE;
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
     * @throws IllegalArgumentException if a secret has under 256 bits
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
     * @throws IllegalArgumentException if a secret has under 256 bits
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
     * @throws IllegalArgumentException if the client id is blank or the base URI is not an https
     *     origin with an optional path
     */
    public MondayApp build() {
      return new MondayApp(
          new AppSettings(
              clientId,
              baseUri,
              signingSecrets,
              clientSecrets,
              clientSecretSignsAuthorization,
              clockSkew,
              time,
              listener,
              insecureMonday));
    }

    private static List<Secret> secrets(String name, Secret current, Secret... previous) {
      List<Secret> all = new ArrayList<>(List.of(previous));
      all.add(0, current);
      for (Secret secret : all) {
        int bits = secret.reveal().getBytes(StandardCharsets.UTF_8).length * 8;
        if (bits < 256) {
          throw new IllegalArgumentException(name + ": at least 256 bits expected, found " + bits);
        }
      }
      return all;
    }
  }
}
