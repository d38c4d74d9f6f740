package io.github.mondayauth;

import org.jspecify.annotations.Nullable;

/**
 * The fields of {@code dat} in session tokens and lifecycle events. An absent id is 0. A reader
 * fills it in one pass, as strictly and leniently as {@link ClaimSet}.
 */
final class DatClaims implements ClaimSink {
  long accountId;
  long userId;
  long appId;
  long appVersionId;

  /** The installation, which is -2 for an app in development. */
  @Nullable Long installId;

  @Nullable String clientId;
  @Nullable String slug;
  @Nullable String userKind;
  @Nullable String shortLivedToken;
  @Nullable Boolean isAdmin;
  @Nullable Boolean isViewOnly;
  @Nullable Boolean isGuest;

  /** Whether {@code dat} has a field of this name. */
  static boolean hasField(String name) {
    return switch (name) {
      case "account_id", "user_id", "app_id", "app_version_id", "install_id", "client_id" -> true;
      case "slug", "user_kind", "short_lived_token" -> true;
      case "is_admin", "is_view_only", "is_guest" -> true;
      default -> false;
    };
  }

  @Override
  public void set(String name, JsonType type, long number, String string) {
    switch (name) {
      case "account_id" -> accountId = ClaimSet.id(name, type, number, string);
      case "user_id" -> userId = ClaimSet.id(name, type, number, string);
      case "app_id" -> appId = ClaimSet.id(name, type, number, string);
      case "app_version_id" -> appVersionId = ClaimSet.lenientId(type, number, string);
      case "install_id" -> installId = type == JsonType.INTEGER ? (Long) number : null;
      case "client_id" -> clientId = ClaimSet.string(name, type, string);
      case "slug" -> slug = type == JsonType.STRING && isLabel(string) ? string : null;
      case "user_kind" -> userKind = ClaimSet.string(name, type, string);
      case "is_admin" -> isAdmin = bool(name, type);
      case "is_view_only" -> isViewOnly = bool(name, type);
      case "is_guest" -> isGuest = bool(name, type);
      case "short_lived_token" -> shortLivedToken = ClaimSet.lenientToken(type, string);
      default -> {}
    }
  }

  @Override
  public @Nullable ClaimSink child(String name) {
    return null;
  }

  MondayAccount account() {
    if (accountId == 0) {
      throw ClaimSet.missing("account_id", "a positive 64-bit id");
    }
    return new MondayAccount(accountId);
  }

  /** Returns the user, or null if the token names none. */
  @Nullable MondayUser user(MondayAccount account) {
    return userId == 0 ? null : account.user(userId);
  }

  /**
   * Whether the token says that the user is an administrator, and nothing in it denies that. A
   * token that does not say so proves nothing.
   */
  boolean isAdministrator() {
    return Boolean.TRUE.equals(isAdmin)
        && !Boolean.TRUE.equals(isGuest)
        && !Boolean.TRUE.equals(isViewOnly)
        && (userKind == null || userKind.equals("admin"));
  }

  /** Whether the string is a DNS label (RFC 1123 section 2.1). */
  private static boolean isLabel(String slug) {
    int length = slug.length();
    boolean label = length > 0 && length < 64 && slug.charAt(0) != '-';
    for (int i = 0; label && i < length; i++) {
      label = slug.charAt(i) == '-' ? i < length - 1 : isLetterOrDigit(slug.charAt(i));
    }
    return label;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static @Nullable Boolean bool(String name, JsonType type) {
    return switch (type) {
      case TRUE -> true;
      case FALSE -> false;
      case NULL -> null;
      default -> throw ClaimSet.unexpected(name, "true or false");
    };
  }
}
