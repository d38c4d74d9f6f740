package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What a verified payload says, before any of it is believed. 0 stands for an absent id, {@link
 * #ABSENT} for an absent time.
 */
final class ClaimSet {
  static final long ABSENT = Long.MIN_VALUE;

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
  @Nullable Dat dat;

  /** The members of {@code dat}, found beside {@code exp}. */
  @Nullable Dat flat;

  int secretIndex;

  /** The members of {@code dat} outside of it, to be added to. */
  Dat flat() {
    Dat found = flat == null ? new Dat() : flat;
    flat = found;
    return found;
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

  /** The claims of session tokens and lifecycle events. */
  static final class Dat {
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

    MondayAccount account() {
      if (accountId == 0) {
        throw new TokenRejectedException(Reason.CLAIMS, "account_id is missing");
      }
      return new MondayAccount(accountId);
    }

    @Nullable MondayUser user(MondayAccount account) {
      return userId == 0 ? null : new MondayUser(account, userId);
    }
  }
}
