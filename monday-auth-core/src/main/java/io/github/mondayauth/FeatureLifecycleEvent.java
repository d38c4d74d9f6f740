package io.github.mondayauth;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something happened to a feature of the app: a view was duplicated, an object created. Only {@link
 * FeatureLifecycleVerifier} makes it.
 *
 * <p>Account and user are the token's, and the body names the same. Type and payload are the body's
 * word, which no signature covers. A synchronous subscription is answered with 200 or a 4xx; an
 * asynchronous one with 202, and the outcome goes to {@link #backToUrl()} within minutes.
 * monday.com may deliver an event more than once: its header {@code X-Apps-Event-Id} tells.
 * Immutable and safe for use by several threads.
 */
public final class FeatureLifecycleEvent {
  private final FeatureLifecycleBody body;
  private final MondayAccount account;
  private final @Nullable MondayUser user;
  private final @Nullable URI backToUrl;
  private final @Nullable ShortLivedToken shortLivedToken;
  private final long expiresAt;

  FeatureLifecycleEvent(
      ClaimSet claims,
      DatClaims dat,
      MondayAccount account,
      FeatureLifecycleBody body,
      @Nullable URI backToUrl) {
    this.body = body;
    this.account = account;
    this.user = dat.user(account);
    this.backToUrl = backToUrl;
    this.shortLivedToken = claims.shortLived(dat.shortLivedToken);
    this.expiresAt = claims.expiresAt;
  }

  /**
   * What happened, for instance {@code AppFeatureBoardView:duplicate}.
   *
   * @return the body's {@code type}
   */
  public String type() {
    return body.type();
  }

  /**
   * The account it happened in.
   *
   * @return the account, by the token
   */
  public MondayAccount account() {
    return account;
  }

  /**
   * Who did it.
   *
   * @return the user, by the token, or null if it names none
   */
  public @Nullable MondayUser user() {
    return user;
  }

  /**
   * A token for monday.com's API.
   *
   * @return the token, or null if monday.com sent none
   */
  public @Nullable ShortLivedToken shortLivedToken() {
    return shortLivedToken;
  }

  /**
   * Where an asynchronous subscription reports its outcome, by a POST of <code>{"success": true}
   * </code>.
   *
   * @return an https address of monday.com, or null if the body names none
   */
  public @Nullable URI backToUrl() {
    return backToUrl;
  }

  /**
   * The details, which differ by type.
   *
   * @return a JSON object: the body's {@code payload}, or, where there is none, what is around it
   */
  public String payload() {
    return Json.write(body.payload());
  }

  /**
   * When the event's token ends.
   *
   * @return the claim {@code exp}
   */
  public Instant expiresAt() {
    return Instant.ofEpochSecond(expiresAt);
  }

  @Override
  public String toString() {
    return "FeatureLifecycleEvent[" + type() + " in " + account + "]";
  }
}
