package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a signed payload: typed, and checked for their form only. An absent id is 0, an
 * absent time is {@link #ABSENT}. A reader fills it in one pass.
 *
 * <p>A claim that decides something, such as a time or the account, must have its form or be null.
 * Any other claim counts as absent if it has another form, so that a token does not fail because of
 * what nobody reads. Claims that are null count as absent.
 */
final class ClaimSet implements ClaimSink {
  static final long ABSENT = Long.MIN_VALUE;

  /** The end of the accepted times, in seconds. A time in milliseconds lies beyond it. */
  static final long TIME_LIMIT = 100_000_000_000L;

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

  /** The fields of {@code dat}. */
  @Nullable DatClaims dat;

  /** The fields of {@code dat} that were found at the top level. */
  @Nullable DatClaims flat;

  int secretIndex;

  @Override
  public void set(String name, JsonType type, long number, String string) {
    switch (name) {
      case "exp" -> expiresAt = time(name, type, number);
      case "iat" -> issuedAt = time(name, type, number);
      case "nbf" -> notBefore = time(name, type, number);
      case "aud" -> audience = audience(type, string);
      case "accountId" -> accountId = id(name, type, number, string);
      case "userId" -> userId = id(name, type, number, string);
      case "boardId" -> boardId = lenientId(type, number, string);
      case "recipeId" -> recipeId = lenientId(type, number, string);
      case "integrationId" -> integrationId = lenientId(type, number, string);
      case "shortLivedToken" -> shortLivedToken = lenientToken(type, string);
      case "backToUrl" -> backToUrl = string(name, type, string);
      case "dat" -> {
        if (type != JsonType.NULL) {
          throw unexpected(name, "an object");
        }
      }
      default -> {
        if (DatClaims.hasField(name)) {
          flat = flat == null ? new DatClaims() : flat;
          flat.set(name, type, number, string);
        }
      }
    }
  }

  @Override
  public @Nullable ClaimSink child(String name) {
    if (!name.equals("dat")) {
      return null;
    }
    DatClaims fields = new DatClaims();
    dat = fields;
    return fields;
  }

  /** Returns the user that {@code accountId} and {@code userId} name. */
  MondayUser user() {
    if (accountId == 0) {
      throw missing("accountId", "a positive 64-bit id");
    }
    if (userId == 0) {
      throw missing("userId", "a positive 64-bit id");
    }
    return new MondayUser(new MondayAccount(accountId), userId);
  }

  /** Refuses a token without {@code iat}. */
  void requireIssuedAt() {
    if (issuedAt == ABSENT) {
      throw missing("iat", "a time in whole seconds");
    }
  }

  /** Wraps the value of a short-lived token that came with these claims. */
  @Nullable ShortLivedToken shortLived(@Nullable String value) {
    return value == null ? null : new ShortLivedToken(value, expiresAt);
  }

  /** Returns an id, or null for 0. */
  static @Nullable Long optional(long id) {
    return id == 0 ? null : (Long) id;
  }

  /** Reads a positive id that is an integer or a string of decimal digits. Null is 0. */
  static long id(String name, JsonType type, long number, String string) {
    long id = lenientId(type, number, string);
    if (id == 0 && type != JsonType.NULL) {
      throw unexpected(name, "a positive 64-bit id");
    }
    return id;
  }

  /** Reads an id like {@link #id}. Any other value is 0. */
  static long lenientId(JsonType type, long number, String string) {
    return switch (type) {
      case INTEGER -> Math.max(number, 0);
      case STRING -> Json.decimal(string);
      default -> 0;
    };
  }

  /** Reads a short-lived token. A blank string or any other value is null. */
  static @Nullable String lenientToken(JsonType type, String string) {
    return type == JsonType.STRING && !string.isBlank() ? string : null;
  }

  /** Reads a string or null. */
  static @Nullable String string(String name, JsonType type, String string) {
    if (type != JsonType.STRING && type != JsonType.NULL) {
      throw unexpected(name, "a string");
    }
    return type == JsonType.NULL ? null : string;
  }

  /** Creates the refusal of a token without a required claim. */
  static TokenRejectedException missing(String name, String expected) {
    return new TokenRejectedException(
        Reason.CLAIMS, name + ": expected " + expected + ", found none");
  }

  /** Creates the refusal of a claim that has the wrong form. */
  static TokenRejectedException unexpected(String name, String expected) {
    return new TokenRejectedException(
        Reason.CLAIMS, name + ": expected " + expected + ", found another value");
  }

  private static long time(String name, JsonType type, long seconds) {
    if (type == JsonType.NULL) {
      return ABSENT;
    }
    if (type != JsonType.INTEGER || seconds < 0 || seconds >= TIME_LIMIT) {
      throw unexpected(name, "a time in whole seconds");
    }
    return seconds;
  }

  private static @Nullable String audience(JsonType type, String string) {
    if (type == JsonType.NULL) {
      return null;
    }
    if (type != JsonType.STRING || string.isEmpty()) {
      throw new TokenRejectedException(Reason.AUDIENCE, "aud: expected one URL, found none");
    }
    return string;
  }
}
