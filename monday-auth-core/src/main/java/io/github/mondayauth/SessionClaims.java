package io.github.mondayauth;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The verified claims of a view's session token. Only {@link SessionTokenVerifier} creates it.
 *
 * <p>The token comes from a browser, whose user can read it and send it anywhere. It proves who the
 * user is, never that monday.com's servers call. Every claim other than user, account and expiry is
 * optional. A malformed slug, version or installation counts as absent. Immutable and safe for use
 * by several threads.
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
   * The user of the view.
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
   * The first label of the account's host name: {@code acme} in {@code acme.monday.com}.
   *
   * @return a DNS label, or null if the token has none
   */
  public @Nullable String slug() {
    return dat.slug;
  }

  /**
   * The app.
   *
   * @return the id, or null if the token names none
   */
  public @Nullable Long appId() {
    return ClaimSet.optional(dat.appId);
  }

  /**
   * The version of the app.
   *
   * @return the id, or null if the token names none
   */
  public @Nullable Long appVersionId() {
    return ClaimSet.optional(dat.appVersionId);
  }

  /**
   * The installation of the app.
   *
   * @return the id, or null if the token names none; negative for an app in development
   */
  public @Nullable Long installId() {
    return dat.installId;
  }

  /**
   * The kind of user in monday.com's terms, such as {@code admin}.
   *
   * @return the kind, or null if the token has none
   */
  public @Nullable String userKind() {
    return dat.userKind;
  }

  /**
   * Whether the user is an administrator of the account.
   *
   * @return true if the token says so; false if it denies it or does not say
   */
  public boolean isAdmin() {
    return Boolean.TRUE.equals(dat.isAdmin);
  }

  /**
   * Whether the user has read access only.
   *
   * @return true if the token says so; false if it denies it or does not say
   */
  public boolean isViewOnly() {
    return Boolean.TRUE.equals(dat.isViewOnly);
  }

  /**
   * Whether the user is a guest of the account.
   *
   * @return true if the token says so; false if it denies it or does not say
   */
  public boolean isGuest() {
    return Boolean.TRUE.equals(dat.isGuest);
  }

  /**
   * When the token expires.
   *
   * @return the claim {@code exp}
   */
  public Instant expiresAt() {
    return Instant.ofEpochSecond(claims.expiresAt);
  }

  /** Shows the user and the account. */
  @Override
  public String toString() {
    return "SessionClaims[" + user + "]";
  }
}
