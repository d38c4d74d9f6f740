package io.github.mondayauth.oauth.token;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * How a provider revokes tokens.
 *
 * @param endpoint the revocation endpoint (RFC 7009), or null if there is none
 * @param request the request that revokes a token, or null for that of RFC 7009
 * @param ofRefreshToken whether the refresh token of a credential is revoked, if it has one
 * @param ofAccessToken whether the access token is revoked although a refresh token was
 */
public record Revocation(
    @Nullable URI endpoint,
    @Nullable RequestTemplate request,
    boolean ofRefreshToken,
    boolean ofAccessToken) {

  /** RFC 7009, for both tokens. */
  public static Revocation at(@Nullable URI endpoint) {
    return new Revocation(endpoint, null, true, true);
  }

  /** Whether the provider revokes any tokens. */
  public boolean isPossible() {
    return endpoint != null || request != null;
  }

  /** Whether tokens of this type are revoked. */
  public boolean isOf(TokenClient.TokenType type) {
    return type == TokenClient.TokenType.REFRESH_TOKEN ? ofRefreshToken : ofAccessToken;
  }
}
