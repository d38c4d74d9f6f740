package io.github.mondayauth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The verified claims of a request from monday.com's servers. Only {@link RequestVerifier} creates
 * it.
 *
 * <p>The claims prove who calls. No signature covers the request's body, so act for {@link #user()}
 * and treat the body, including any ids in it, as input. Immutable and safe for use by several
 * threads.
 *
 * <p>monday.com documents these claims for the {@code Authorization} header; {@link #boardId()},
 * {@link #recipeId()} and {@link #integrationId()} appear in its sample for credentials fields. An
 * optional claim that is malformed counts as absent.
 */
public final class RequestClaims {
  private final MondayUser user;
  private final ClaimSet claims;

  RequestClaims(ClaimSet claims) {
    this.user = claims.user();
    this.claims = claims;
  }

  /**
   * The user that the request acts for. monday.com documents the user who triggered the action; in
   * practice it can be the user who created the recipe.
   *
   * @return the user and the account
   */
  public MondayUser user() {
    return user;
  }

  /**
   * The account that the request comes from.
   *
   * @return the account
   */
  public MondayAccount account() {
    return user.account();
  }

  /**
   * An access token for monday.com's API that expires after about five minutes. It has the app's
   * scopes. An app that calls only monday.com's API, and only while it handles the request, needs
   * no other credential.
   *
   * @return the token, or null if monday.com sent none, as for endpoints that are not https
   */
  public @Nullable ShortLivedToken shortLivedToken() {
    return claims.shortLived(claims.shortLivedToken);
  }

  /**
   * When monday.com issued the request's token.
   *
   * @return the claim {@code iat}
   */
  public Instant issuedAt() {
    return Instant.ofEpochSecond(claims.issuedAt);
  }

  /**
   * When the request's token expires.
   *
   * @return the claim {@code exp}
   */
  public Instant expiresAt() {
    return Instant.ofEpochSecond(claims.expiresAt);
  }

  /**
   * The board of the recipe.
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
    return "RequestClaims[" + user + "]";
  }
}
