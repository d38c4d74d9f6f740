package io.github.mondayauth.internal;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a {@link io.github.mondayauth.MondayApp} was built with.
 *
 * @param clientId the app's client id
 * @param baseUri where the app is reached from outside, without a trailing slash
 * @param signingSecrets the current one first, then previous ones; empty if none was given
 * @param clientSecrets the current one first, then previous ones; empty if none was given
 * @param clientSecretSignsAuthorization whether authorization tokens may be signed with the client
 *     secret too
 * @param clockSkew how far monday.com's clock may be from ours, either way
 * @param time the clock
 * @param listener who is told of events
 * @param insecureMonday the origin that stands in for every monday.com host, or null
 */
public record AppSettings(
    String clientId,
    URI baseUri,
    List<Secret> signingSecrets,
    List<Secret> clientSecrets,
    boolean clientSecretSignsAuthorization,
    Duration clockSkew,
    InstantSource time,
    AuthListener listener,
    @Nullable URI insecureMonday) {

  /** Copies the lists. */
  public AppSettings {
    signingSecrets = List.copyOf(signingSecrets);
    clientSecrets = List.copyOf(clientSecrets);
  }

  /** The same with another listener. */
  public AppSettings with(AuthListener other) {
    return new AppSettings(
        clientId,
        baseUri,
        signingSecrets,
        clientSecrets,
        clientSecretSignsAuthorization,
        clockSkew,
        time,
        other,
        insecureMonday);
  }
}
