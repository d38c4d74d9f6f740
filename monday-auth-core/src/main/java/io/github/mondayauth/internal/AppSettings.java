package io.github.mondayauth.internal;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a {@link io.github.mondayauth.MondayApp}.
 *
 * @param clientId the app's client id
 * @param baseUris the URIs at which monday.com and browsers reach the app, without a trailing
 *     slash; never empty, and none under another
 * @param signingSecrets the current signing secret and then the previous ones; empty if there is
 *     none
 * @param clientSecrets the current client secret and then the previous ones; empty if there is none
 * @param clientSecretSignsAuthorization whether authorization tokens may also be signed with the
 *     client secret
 * @param audienceRequired whether authorization tokens need the claim {@code aud}
 * @param clockSkew how far monday.com's clock may differ from ours, in either direction
 * @param time the clock
 * @param listener the listener that receives events
 * @param insecureMonday the origin that replaces every monday.com host, or null for the real ones
 */
public record AppSettings(
    String clientId,
    List<URI> baseUris,
    List<Secret> signingSecrets,
    List<Secret> clientSecrets,
    boolean clientSecretSignsAuthorization,
    boolean audienceRequired,
    Duration clockSkew,
    InstantSource time,
    AuthListener listener,
    @Nullable URI insecureMonday) {
  /** The longest {@code clockSkew}. */
  public static final Duration MAX_CLOCK_SKEW = Duration.ofMinutes(2);

  /** Creates settings, with copies of the lists. */
  public AppSettings {
    baseUris = List.copyOf(baseUris);
    signingSecrets = List.copyOf(signingSecrets);
    clientSecrets = List.copyOf(clientSecrets);
  }

  /** Returns the same settings with another listener and another clock. */
  public AppSettings with(AuthListener receiver, InstantSource source) {
    return new AppSettings(
        clientId,
        baseUris,
        signingSecrets,
        clientSecrets,
        clientSecretSignsAuthorization,
        audienceRequired,
        clockSkew,
        source,
        receiver,
        insecureMonday);
  }
}
