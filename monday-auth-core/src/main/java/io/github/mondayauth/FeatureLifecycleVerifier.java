package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.internal.MondayHosts;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Verifies feature lifecycle events, to which an app subscribes through monday.com's API since
 * version 2026-04. It needs only the signing secret.
 *
 * <p>Create it with {@link MondayApp#featureLifecycleVerifier()}. Immutable and safe for use by
 * several threads.
 */
public final class FeatureLifecycleVerifier {
  private final DatTokenCheck tokens;
  private final MondayHosts hosts;

  FeatureLifecycleVerifier(DatTokenCheck tokens, MondayHosts hosts) {
    this.tokens = tokens;
    this.hosts = hosts;
  }

  /**
   * Verifies an event.
   *
   * @param authorizationHeader the header's value, with or without {@code Bearer}, or null if the
   *     request has none
   * @param body the whole body of the request, or null if the request has none
   * @return the event
   * @throws TokenRejectedException if the token is missing, if one of the checks fails, or if the
   *     body is not an event of the token's account and user
   */
  public FeatureLifecycleEvent verify(@Nullable String authorizationHeader, @Nullable String body) {
    try {
      ClaimSet claims = tokens.open(authorizationHeader);
      DatClaims dat = tokens.dat(claims);
      MondayAccount account = dat.account();
      FeatureLifecycleBody event = FeatureLifecycleBody.parse(body);
      requireSameAccountAndUser(event, account, dat);
      return tokens.accepted(
          claims, new FeatureLifecycleEvent(claims, dat, account, event, backToUrl(event)));
    } catch (TokenRejectedException refusal) {
      throw tokens.refused(refusal);
    }
  }

  private static void requireSameAccountAndUser(
      FeatureLifecycleBody event, MondayAccount account, DatClaims dat) {
    Long accountId = event.accountId();
    Long userId = event.userId();
    if (accountId == null
        || accountId != account.id()
        || (userId != null && dat.userId != 0 && userId != dat.userId)) {
      throw new TokenRejectedException(
          Reason.BODY, "body: expected the token's account and user, found another or no account");
    }
  }

  /** Runs all checks that need no body, without reporting the outcome. */
  void check(@Nullable String authorizationHeader) {
    tokens.dat(tokens.open(authorizationHeader)).account();
  }

  /**
   * Returns a verifier for an endpoint outside the app's base URIs: {@code aud}, if the token has
   * one, must name this endpoint. Without this option, it must be under a base URI.
   *
   * @param endpoint the endpoint, as a path under the app's base URIs or as a full https URL
   * @return a new verifier; this one is unchanged
   * @throws IllegalArgumentException if {@code endpoint} is null, or neither a path nor an https
   *     URL
   */
  public FeatureLifecycleVerifier at(String endpoint) {
    return new FeatureLifecycleVerifier(tokens.at(endpoint), hosts);
  }

  private @Nullable URI backToUrl(FeatureLifecycleBody event) {
    String value = event.backToUrl();
    URI backToUrl = value == null ? null : hosts.backToUrl(value);
    if (value != null && backToUrl == null) {
      throw new TokenRejectedException(
          Reason.BACK_TO_URL,
          "back_to_url: expected an https URL of monday.com, found another URL");
    }
    return backToUrl;
  }
}
