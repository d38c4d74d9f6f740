package io.github.mondayauth;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who arrived at the authorization URL, and where to send them afterwards. Only {@link
 * AuthorizationTokenVerifier} makes it.
 *
 * <p>The token came through a browser: it tells for whom monday.com made it, not who holds it.
 * Immutable and safe for use by several threads.
 */
public final class AuthorizationClaims {
  private final MondayUser user;
  private final URI backToUrl;
  private final ClaimSet claims;

  AuthorizationClaims(ClaimSet claims, URI backToUrl) {
    this.user = claims.user();
    this.backToUrl = backToUrl;
    this.claims = claims;
  }

  /**
   * The user who is to authorize.
   *
   * @return the user, with the account
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
   * Where the user goes on in monday.com once authorization is done.
   *
   * @return an https address of monday.com, unchanged as monday.com wrote it
   */
  public URI backToUrl() {
    return backToUrl;
  }

  /**
   * A token for monday.com's API.
   *
   * @return the token, or null if monday.com sent none
   */
  public @Nullable ShortLivedToken shortLivedToken() {
    return claims.shortLived(claims.shortLivedToken);
  }

  /**
   * When monday.com made the token.
   *
   * @return the claim {@code iat}
   */
  public Instant issuedAt() {
    return Instant.ofEpochSecond(claims.issuedAt);
  }

  /**
   * When the token ends, about five minutes after it was made.
   *
   * @return the claim {@code exp}
   */
  public Instant expiresAt() {
    return Instant.ofEpochSecond(claims.expiresAt);
  }

  /**
   * The board the recipe is added to.
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
   * The integration: the recipe as it is added to the board.
   *
   * @return the id, or null if the token names none
   */
  public @Nullable Long integrationId() {
    return ClaimSet.optional(claims.integrationId);
  }

  @Override
  public String toString() {
    return "AuthorizationClaims[" + user + "]";
  }
}
