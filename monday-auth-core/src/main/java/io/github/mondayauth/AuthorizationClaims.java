package io.github.mondayauth;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The verified claims of an authorization token: who is to authorize, and the URL to return to.
 * Only {@link AuthorizationTokenVerifier} creates it.
 *
 * <p>The token arrives through a browser. It proves which user monday.com issued it for, not that
 * this user is the one in front of the browser. An optional claim that is malformed counts as
 * absent. Immutable and safe for use by several threads.
 */
public final class AuthorizationClaims {
  private final MondayUser user;
  private final URI backToUrl;
  private final URI baseUri;
  private final Instant issuedAt;
  private final ClaimSet claims;

  AuthorizationClaims(ClaimSet claims, URI backToUrl, URI baseUri, Instant issuedAt) {
    this.user = claims.user();
    this.backToUrl = backToUrl;
    this.baseUri = baseUri;
    this.issuedAt = issuedAt;
    this.claims = claims;
  }

  /**
   * The user who is to authorize.
   *
   * @return the user and the account
   */
  public MondayUser user() {
    return user;
  }

  /**
   * The account of the user.
   *
   * @return the account
   */
  public MondayAccount account() {
    return user.account();
  }

  /**
   * The URL to redirect the browser to after authorization.
   *
   * @return an https URL of monday.com, unchanged
   */
  public URI backToUrl() {
    return backToUrl;
  }

  /**
   * The address of the application at which the user arrived: the base URI that the claim {@code
   * aud} is under, or the first one if the token names no base URI. It comes from configuration,
   * never from the request.
   *
   * @return one of {@link MondayApp#baseUris()}
   */
  public URI baseUri() {
    return baseUri;
  }

  /**
   * An access token for monday.com's API that expires after about five minutes.
   *
   * @return the token, or null if monday.com sent none
   */
  public @Nullable ShortLivedToken shortLivedToken() {
    return claims.shortLived(claims.shortLivedToken);
  }

  /**
   * When monday.com issued the token. If the token does not state it, this is five minutes before
   * the token expires, or the time of the verification if that is earlier.
   *
   * @return the claim {@code iat}, or the assumed time
   */
  public Instant issuedAt() {
    return issuedAt;
  }

  /**
   * Whether the token states when it was issued. If not, {@link #issuedAt()} is an assumption, and
   * proves nothing about the order of this token and another event, such as an uninstall.
   *
   * @return true if the token has the claim {@code iat}
   */
  public boolean isIssueTimeStated() {
    return claims.issuedAt != ClaimSet.ABSENT;
  }

  /**
   * When the token expires, about five minutes after it was issued.
   *
   * @return the claim {@code exp}
   */
  public Instant expiresAt() {
    return Instant.ofEpochSecond(claims.expiresAt);
  }

  /**
   * The board that the recipe is added to.
   *
   * @return the id, or null if the token names none
   */
  public @Nullable Long boardId() {
    return ClaimSet.optional(claims.boardId);
  }

  /**
   * The recipe.
   *
   * @return the id, or null if the token names none
   */
  public @Nullable Long recipeId() {
    return ClaimSet.optional(claims.recipeId);
  }

  /**
   * The integration: one use of a recipe on a board.
   *
   * @return the id, or null if the token names none
   */
  public @Nullable Long integrationId() {
    return ClaimSet.optional(claims.integrationId);
  }

  /** Shows the user and the account. */
  @Override
  public String toString() {
    return "AuthorizationClaims[" + user + "]";
  }
}
