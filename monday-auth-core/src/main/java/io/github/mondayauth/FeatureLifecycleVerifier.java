package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.internal.MondayHosts;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Verifies feature lifecycle events, those subscribed to by monday.com's API since version 2026-04.
 * Needs the signing secret.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class FeatureLifecycleVerifier {
  private final DatTokenVerifier gate;
  private final MondayHosts hosts;

  FeatureLifecycleVerifier(DatTokenVerifier gate) {
    this.gate = gate;
    this.hosts = MondayHosts.of(gate.gate().settings());
  }

  /**
   * Verifies an event.
   *
   * @param authorizationHeader the header's value, with or without {@code Bearer}, or null if there
   *     is none
   * @param body the whole body
   * @return what happened
   * @throws TokenRejectedException if anything about the token is not as it must be, or the body is
   *     no event of the token's account and user
   */
  public FeatureLifecycleEvent verify(@Nullable String authorizationHeader, String body) {
    try {
      ClaimSet claims = gate.open(authorizationHeader);
      DatClaims dat = gate.dat(claims);
      MondayAccount account = dat.account();
      FeatureLifecycleBody event = FeatureLifecycleBody.parse(body);
      Long bodyUser = event.userId();
      if (event.accountId() == null
          || event.accountId() != account.id()
          || (bodyUser != null && dat.userId != 0 && bodyUser != dat.userId)) {
        throw new TokenRejectedException(
            Reason.BODY, "the body names another account or user than its token, or none");
      }
      FeatureLifecycleEvent verified =
          new FeatureLifecycleEvent(claims, dat, account, event, backToUrl(event));
      gate.gate().verified(claims);
      return verified;
    } catch (TokenRejectedException refusal) {
      throw gate.gate().rejected(refusal);
    }
  }

  /** All that can be checked without a body. */
  void check(@Nullable String authorizationHeader) {
    gate.dat(gate.open(authorizationHeader)).account();
  }

  /**
   * A verifier for an endpoint that is not under the app's base URI: a token that has an {@code
   * aud} must name this endpoint. Without it, an {@code aud} must be under the base URI.
   *
   * @param endpoint the endpoint, as a path under the app's base URI or as a full https URL
   * @return a verifier for this endpoint
   * @throws IllegalArgumentException if {@code endpoint} is neither a path nor an https URL
   */
  public FeatureLifecycleVerifier at(String endpoint) {
    return new FeatureLifecycleVerifier(gate.at(endpoint));
  }

  private @Nullable URI backToUrl(FeatureLifecycleBody event) {
    String value = event.backToUrl();
    URI backToUrl = value == null ? null : hosts.backToUrl(value);
    if (value != null && backToUrl == null) {
      throw new TokenRejectedException(
          Reason.BACK_TO_URL, "back_to_url: expected an https address of monday.com");
    }
    return backToUrl;
  }
}
