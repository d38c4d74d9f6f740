package io.github.mondayauth;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.mondayauth.ClaimSet.Dat;
import io.github.mondayauth.TokenRejectedException.Reason;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads a verified payload in one pass: one JSON object, no duplicate member, exact types. */
final class ClaimsReader {
  /** Seconds; whatever is beyond was given in milliseconds. */
  static final long LATEST = 100_000_000_000L;

  private ClaimsReader() {}

  static ClaimSet read(byte[] json) {
    if (json[0] != '{' || json[json.length - 1] != '}') {
      throw new TokenRejectedException(Reason.MALFORMED, "the payload is not a JSON object");
    }
    try (JsonParser parser = Json.parser(json)) {
      ClaimSet claims = new ClaimSet();
      parser.nextToken();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        claim(claims, name, parser.nextToken(), parser);
      }
      if (parser.nextToken() != null) {
        throw new TokenRejectedException(Reason.MALFORMED, "the payload is more than one object");
      }
      return claims;
    } catch (IOException unreadable) {
      throw new TokenRejectedException(Reason.MALFORMED, "the payload is not strict JSON");
    }
  }

  private static void claim(ClaimSet claims, String name, JsonToken value, JsonParser parser)
      throws IOException {
    switch (name) {
      case "exp" -> claims.expiresAt = time(name, value, parser);
      case "iat" -> claims.issuedAt = time(name, value, parser);
      case "nbf" -> claims.notBefore = time(name, value, parser);
      case "aud" -> claims.audience = audience(value, parser);
      case "accountId" -> claims.accountId = id(name, value, parser);
      case "userId" -> claims.userId = id(name, value, parser);
      case "boardId" -> claims.boardId = id(name, value, parser);
      case "recipeId" -> claims.recipeId = id(name, value, parser);
      case "integrationId" -> claims.integrationId = id(name, value, parser);
      case "shortLivedToken" -> claims.shortLivedToken = text(name, value, parser);
      case "backToUrl" -> claims.backToUrl = text(name, value, parser);
      case "dat" -> claims.dat = dat(value, parser);
      case "account_id", "user_id", "app_id", "app_version_id", "install_id", "client_id", "slug" ->
          member(claims.flat(), name, value, parser);
      case "user_kind", "is_admin", "is_view_only", "is_guest", "short_lived_token" ->
          member(claims.flat(), name, value, parser);
      // Not monday.com's, but what RFC 7519 says they are.
      case "iss", "sub", "jti" -> text(name, value, parser);
      default -> parser.skipChildren();
    }
  }

  private static @Nullable Dat dat(JsonToken value, JsonParser parser) throws IOException {
    if (value == JsonToken.VALUE_NULL) {
      return null;
    }
    if (value != JsonToken.START_OBJECT) {
      throw unexpected("dat", "an object");
    }
    Dat dat = new Dat();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      member(dat, name, parser.nextToken(), parser);
    }
    return dat;
  }

  private static void member(Dat dat, String name, JsonToken value, JsonParser parser)
      throws IOException {
    switch (name) {
      case "account_id" -> dat.accountId = id(name, value, parser);
      case "user_id" -> dat.userId = id(name, value, parser);
      case "app_id" -> dat.appId = id(name, value, parser);
      case "app_version_id" -> dat.appVersionId = id(name, value, parser);
      case "install_id" -> dat.installId = number(name, value, parser);
      case "client_id" -> dat.clientId = text(name, value, parser);
      case "slug" -> dat.slug = text(name, value, parser);
      case "user_kind" -> dat.userKind = text(name, value, parser);
      case "is_admin" -> dat.isAdmin = bool(name, value);
      case "is_view_only" -> dat.isViewOnly = bool(name, value);
      case "is_guest" -> dat.isGuest = bool(name, value);
      case "short_lived_token" -> dat.shortLivedToken = text(name, value, parser);
      default -> parser.skipChildren();
    }
  }

  /** A time in whole seconds; {@link ClaimSet#ABSENT} for null. */
  private static long time(String name, JsonToken value, JsonParser parser) throws IOException {
    if (value == JsonToken.VALUE_NULL) {
      return ClaimSet.ABSENT;
    }
    long seconds = isLong(value, parser) ? parser.getLongValue() : -1;
    if (seconds < 0 || seconds >= LATEST) {
      throw unexpected(name, "a time in whole seconds");
    }
    return seconds;
  }

  /** A positive id, as a number or in decimal digits; 0 for null. */
  private static long id(String name, JsonToken value, JsonParser parser) throws IOException {
    if (value == JsonToken.VALUE_NULL) {
      return 0;
    }
    long id = 0;
    if (isLong(value, parser)) {
      id = parser.getLongValue();
    } else if (value == JsonToken.VALUE_STRING) {
      id = Json.decimal(parser.getText());
    }
    if (id <= 0) {
      throw unexpected(name, "a positive 64-bit id");
    }
    return id;
  }

  private static @Nullable Long number(String name, JsonToken value, JsonParser parser)
      throws IOException {
    if (value == JsonToken.VALUE_NULL) {
      return null;
    }
    if (!isLong(value, parser)) {
      throw unexpected(name, "a 64-bit integer");
    }
    return parser.getLongValue();
  }

  private static boolean isLong(JsonToken value, JsonParser parser) throws IOException {
    return value == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
  }

  private static @Nullable String text(String name, JsonToken value, JsonParser parser)
      throws IOException {
    if (value == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    if (value != JsonToken.VALUE_NULL) {
      throw unexpected(name, "a string");
    }
    return null;
  }

  private static @Nullable Boolean bool(String name, JsonToken value) {
    return switch (value) {
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case VALUE_NULL -> null;
      default -> throw unexpected(name, "true or false");
    };
  }

  private static String audience(JsonToken value, JsonParser parser) throws IOException {
    String audience = value == JsonToken.VALUE_STRING ? parser.getText() : "";
    if (audience.isEmpty()) {
      throw new TokenRejectedException(Reason.AUDIENCE, "aud: one URL expected, found none");
    }
    return audience;
  }

  private static TokenRejectedException unexpected(String claim, String expected) {
    return new TokenRejectedException(Reason.CLAIMS, claim + ": expected " + expected);
  }
}
