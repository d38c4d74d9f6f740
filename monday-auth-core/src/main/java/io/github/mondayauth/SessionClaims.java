package io.github.mondayauth;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who looks at a view of the app. Only {@link SessionTokenVerifier} makes it.
 *
 * <p>The token comes from a browser whose user can read it and send it anywhere: it proves who the
 * user is, never that monday.com's server calls. All but user, account and end are absent where a
 * token does not have them. Immutable and safe for use by several threads.
 */
public final class SessionClaims {
  private final MondayUser user;
  private final ClaimSet claims;
  private final DatClaims dat;

  SessionClaims(ClaimSet claims, DatClaims dat, MondayUser user) {
    this.claims = claims;
    this.dat = dat;
    this.user = requireNonNull(user);
  }

  /**
   * The user who looks.
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
   * The first label of the account's host name.
   *
   * @return a DNS label, or null
   */
  public @Nullable String slug() {
    return dat.slug;
  }

  /**
   * The app.
   *
   * @return the id, or null
   */
  public @Nullable Long appId() {
    return ClaimSet.optional(dat.appId);
  }

  /**
   * The version of the app.
   *
   * @return the id, or null
   */
  public @Nullable Long appVersionId() {
    return ClaimSet.optional(dat.appVersionId);
  }

  /**
   * The installation of the app.
   *
   * @return the id, or null; negative for an app in development
   */
  public @Nullable Long installId() {
    return dat.installId;
  }

  /**
   * What monday.com calls the user's kind, for instance {@code admin}.
   *
   * @return the kind, or null
   */
  public @Nullable String userKind() {
    return dat.userKind;
  }

  /**
   * Whether the user administers the account.
   *
   * @return true only if the token says so
   */
  public boolean isAdmin() {
    return Boolean.TRUE.equals(dat.isAdmin);
  }

  /**
   * Whether the user may only look.
   *
   * @return true only if the token says so
   */
  public boolean isViewOnly() {
    return Boolean.TRUE.equals(dat.isViewOnly);
  }

  /**
   * Whether the user is a guest of the account.
   *
   * @return true only if the token says so
   */
  public boolean isGuest() {
    return Boolean.TRUE.equals(dat.isGuest);
  }

  /**
   * When the token ends.
   *
   * @return the claim {@code exp}
   */
  public Instant expiresAt() {
    return Instant.ofEpochSecond(claims.expiresAt);
  }

  @Override
  public String toString() {
    return "SessionClaims[" + user + "]";
  }
}
