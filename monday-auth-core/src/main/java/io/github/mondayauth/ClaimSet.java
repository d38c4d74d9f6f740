package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What a verified payload says, before any of it is believed. 0 stands for an absent id, {@link
 * #ABSENT} for an absent time.
 */
final class ClaimSet implements ClaimSink {
  static final long ABSENT = Long.MIN_VALUE;

  /** Seconds; whatever is beyond was given in milliseconds. */
  static final long LATEST = 100_000_000_000L;

  long expiresAt = ABSENT;
  long issuedAt = ABSENT;
  long notBefore = ABSENT;
  @Nullable String audience;

  long accountId;
  long userId;
  long boardId;
  long recipeId;
  long integrationId;
  @Nullable String shortLivedToken;
  @Nullable String backToUrl;

  /** The member {@code dat}. */
  @Nullable DatClaims dat;

  /** The members of {@code dat}, found beside {@code exp}. */
  @Nullable DatClaims flat;

  int secretIndex;

  @Override
  public void set(String name, JsonType type, long number, String text) {
    switch (name) {
      case "exp" -> expiresAt = time(name, type, number);
      case "iat" -> issuedAt = time(name, type, number);
      case "nbf" -> notBefore = time(name, type, number);
      case "aud" -> audience = audience(type, text);
      case "accountId" -> accountId = ClaimSink.id(name, type, number, text);
      case "userId" -> userId = ClaimSink.id(name, type, number, text);
      case "boardId" -> boardId = ClaimSink.id(name, type, number, text);
      case "recipeId" -> recipeId = ClaimSink.id(name, type, number, text);
      case "integrationId" -> integrationId = ClaimSink.id(name, type, number, text);
      case "shortLivedToken" -> shortLivedToken = ClaimSink.text(name, type, text);
      case "backToUrl" -> backToUrl = ClaimSink.text(name, type, text);
      case "dat" -> {
        if (type != JsonType.NULL) {
          throw ClaimSink.unexpected(name, "an object");
        }
      }
      // Not monday.com's, but what RFC 7519 says they are.
      case "iss", "sub", "jti" -> ClaimSink.text(name, type, text);
      default -> {
        if (DatClaims.isOne(name)) {
          flat = flat == null ? new DatClaims() : flat;
          flat.set(name, type, number, text);
        }
      }
    }
  }

  @Override
  public @Nullable ClaimSink child(String name) {
    if (!name.equals("dat")) {
      return null;
    }
    DatClaims members = new DatClaims();
    dat = members;
    return members;
  }

  /** The account and user of a request. */
  MondayUser user() {
    if (accountId == 0 || userId == 0) {
      throw new TokenRejectedException(
          Reason.CLAIMS, accountId == 0 ? "accountId is missing" : "userId is missing");
    }
    return new MondayUser(new MondayAccount(accountId), userId);
  }

  @Nullable ShortLivedToken shortLived(@Nullable String value) {
    return value == null ? null : new ShortLivedToken(value, expiresAt);
  }

  static @Nullable Long optional(long id) {
    return id == 0 ? null : (Long) id;
  }

  /** A time in whole seconds. */
  private static long time(String name, JsonType type, long seconds) {
    if (type == JsonType.NULL) {
      return ABSENT;
    }
    if (type != JsonType.INTEGER || seconds < 0 || seconds >= LATEST) {
      throw ClaimSink.unexpected(name, "a time in whole seconds");
    }
    return seconds;
  }

  private static String audience(JsonType type, String text) {
    if (type != JsonType.TEXT || text.isEmpty()) {
      throw new TokenRejectedException(Reason.AUDIENCE, "aud: one URL expected, found none");
    }
    return text;
  }
}
