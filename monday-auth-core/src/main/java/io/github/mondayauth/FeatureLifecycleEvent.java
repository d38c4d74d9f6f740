package io.github.mondayauth;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A verified feature lifecycle event: something happened to a feature of the app, for example a
 * view was duplicated or an object was created. Only {@link FeatureLifecycleVerifier} creates it.
 *
 * <p>Account and user come from the token, and the body names the same ones. Type and payload come
 * from the body, which no signature covers. Reply to a synchronous subscription with status 200 or
 * 4xx. Reply to an asynchronous one with 202, and send the result to {@link #backToUrl()} within
 * minutes. monday.com may deliver an event more than once, with the same {@code X-Apps-Event-Id}
 * header. Immutable and safe for use by several threads.
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
   * The type of event, such as {@code AppFeatureBoardView:duplicate}.
   *
   * @return the body's {@code type}
   */
  public String type() {
    return body.type();
  }

  /**
   * The account of the event.
   *
   * @return the account that the token names
   */
  public MondayAccount account() {
    return account;
  }

  /**
   * The user who caused the event.
   *
   * @return the user that the token names, or null if it names none
   */
  public @Nullable MondayUser user() {
    return user;
  }

  /**
   * An access token for monday.com's API that expires after about five minutes.
   *
   * @return the token, or null if monday.com sent none
   */
  public @Nullable ShortLivedToken shortLivedToken() {
    return shortLivedToken;
  }

  /**
   * The URL for the result of an asynchronous subscription: a POST request with the body {@code
   * {"success": true}}.
   *
   * @return an https URL of monday.com, or null if the body has none
   */
  public @Nullable URI backToUrl() {
    return backToUrl;
  }

  /**
   * The details of the event, which depend on its type.
   *
   * @return a JSON object: the field {@code payload}, or, if there is none, the object that would
   *     contain it
   */
  public String payload() {
    return Json.write(body.payload());
  }

  /**
   * When the event's token expires.
   *
   * @return the claim {@code exp}
   */
  public Instant expiresAt() {
    return Instant.ofEpochSecond(expiresAt);
  }

  /** Shows the type and the account. */
  @Override
  public String toString() {
    return "FeatureLifecycleEvent[" + type() + " in " + account + "]";
  }
}
