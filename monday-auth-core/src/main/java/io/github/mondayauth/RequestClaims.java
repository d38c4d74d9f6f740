package io.github.mondayauth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who a request of monday.com's server is about. Only {@link RequestVerifier} makes it.
 *
 * <p>It says who calls and nothing about the request's body, which no signature covers: act for
 * {@link #user()}, whatever ids the body names. Immutable and safe for use by several threads.
 *
 * <p>From monday.com's documentation of the {@code Authorization} header; {@link #boardId()},
 * {@link #recipeId()} and {@link #integrationId()} from the sample in that of the credentials
 * field.
 */
public final class RequestClaims {
  private final MondayUser user;
  private final ClaimSet claims;

  RequestClaims(ClaimSet claims) {
    this.user = claims.user();
    this.claims = claims;
  }

  /**
   * The user the request acts for. monday.com calls this the user who triggers the action;
   * practitioners have seen the one who created the recipe.
   *
   * @return the user, with the account
   */
  public MondayUser user() {
    return user;
  }

  /**
   * The account the request comes from.
   *
   * @return the account
   */
  public MondayAccount account() {
    return user.account();
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
   * When monday.com made the request's token.
   *
   * @return the claim {@code iat}
   */
  public Instant issuedAt() {
    return Instant.ofEpochSecond(claims.issuedAt);
  }

  /**
   * When the request's token ends.
   *
   * @return the claim {@code exp}
   */
  public Instant expiresAt() {
    return Instant.ofEpochSecond(claims.expiresAt);
  }

  /**
   * The board.
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
   * The integration: the recipe as one user added it to a board.
   *
   * @return the id, or null if the token names none
   */
  public @Nullable Long integrationId() {
    return ClaimSet.optional(claims.integrationId);
  }

  @Override
  public String toString() {
    return "RequestClaims[" + user + "]";
  }
}
