package io.github.mondayauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs the two readers of payloads so that their results can be compared. */
final class ClaimsReaders {
  private ClaimsReaders() {}

  /**
   * Reads a payload with the fast reader. Returns null if the payload is left to the strict reader,
   * or refused.
   *
   * @throws AssertionError if the fast reader refuses what the strict reader accepts
   */
  static @Nullable ClaimSet fast(byte[] payload) {
    try {
      return FastClaimsReader.read(payload);
    } catch (TokenRejectedException refusal) {
      if (strict(payload) != null) {
        throw new AssertionError("only the fast reader refuses " + new String(payload, UTF_8));
      }
      return null;
    }
  }

  /** Reads a payload with the strict reader. Returns null if it is refused. */
  static @Nullable ClaimSet strict(byte[] payload) {
    try {
      ClaimSet claims = new ClaimSet();
      StrictClaimsReader.read(payload, claims);
      return claims;
    } catch (TokenRejectedException refusal) {
      return null;
    }
  }

  /** Shows every claim, for comparison. */
  static String describe(ClaimSet claims) {
    return join(
            claims.expiresAt,
            claims.issuedAt,
            claims.notBefore,
            claims.audience,
            claims.accountId,
            claims.userId,
            claims.boardId,
            claims.recipeId,
            claims.integrationId,
            claims.shortLivedToken,
            claims.backToUrl)
        + " dat: "
        + describe(claims.dat)
        + " flat: "
        + describe(claims.flat);
  }

  private static String describe(@Nullable DatClaims dat) {
    return dat == null
        ? "none"
        : join(
            dat.accountId,
            dat.userId,
            dat.appId,
            dat.appVersionId,
            dat.installId,
            dat.clientId,
            dat.slug,
            dat.userKind,
            dat.shortLivedToken,
            dat.isAdmin,
            dat.isViewOnly,
            dat.isGuest);
  }

  private static String join(@Nullable Object... values) {
    return Stream.of(values).map(String::valueOf).collect(Collectors.joining("|"));
  }
}
