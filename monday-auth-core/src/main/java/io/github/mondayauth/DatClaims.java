package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import org.jspecify.annotations.Nullable;

/** The claims of session tokens and lifecycle events. 0 stands for an absent id. */
final class DatClaims implements ClaimSink {
  long accountId;
  long userId;
  long appId;
  long appVersionId;
  @Nullable Long installId;
  @Nullable String clientId;
  @Nullable String slug;
  @Nullable String userKind;
  @Nullable String shortLivedToken;
  @Nullable Boolean isAdmin;
  @Nullable Boolean isViewOnly;
  @Nullable Boolean isGuest;

  /** Whether a claim is one of these, wherever it stands. */
  static boolean isOne(String name) {
    return switch (name) {
      case "account_id", "user_id", "app_id", "app_version_id", "install_id", "client_id" -> true;
      case "slug", "user_kind", "short_lived_token" -> true;
      case "is_admin", "is_view_only", "is_guest" -> true;
      default -> false;
    };
  }

  @Override
  public void set(String name, JsonType type, long number, String text) {
    switch (name) {
      case "account_id" -> accountId = ClaimSink.id(name, type, number, text);
      case "user_id" -> userId = ClaimSink.id(name, type, number, text);
      case "app_id" -> appId = ClaimSink.id(name, type, number, text);
      case "app_version_id" -> appVersionId = ClaimSink.id(name, type, number, text);
      case "install_id" -> installId = integer(name, type, number);
      case "client_id" -> clientId = ClaimSink.text(name, type, text);
      case "slug" -> slug = ClaimSink.text(name, type, text);
      case "user_kind" -> userKind = ClaimSink.text(name, type, text);
      case "is_admin" -> isAdmin = bool(name, type);
      case "is_view_only" -> isViewOnly = bool(name, type);
      case "is_guest" -> isGuest = bool(name, type);
      case "short_lived_token" -> shortLivedToken = ClaimSink.text(name, type, text);
      default -> {}
    }
  }

  @Override
  public @Nullable ClaimSink child(String name) {
    return null;
  }

  MondayAccount account() {
    if (accountId == 0) {
      throw new TokenRejectedException(Reason.CLAIMS, "account_id is missing");
    }
    return new MondayAccount(accountId);
  }

  @Nullable MondayUser user(MondayAccount account) {
    return userId == 0 ? null : new MondayUser(account, userId);
  }

  /** Any 64-bit integer: an installation in development is -2. */
  private static @Nullable Long integer(String name, JsonType type, long number) {
    if (type != JsonType.INTEGER && type != JsonType.NULL) {
      throw ClaimSink.unexpected(name, "a 64-bit integer");
    }
    return type == JsonType.NULL ? null : (Long) number;
  }

  private static @Nullable Boolean bool(String name, JsonType type) {
    return switch (type) {
      case TRUE -> true;
      case FALSE -> false;
      case NULL -> null;
      default -> throw ClaimSink.unexpected(name, "true or false");
    };
  }
}
