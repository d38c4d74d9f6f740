package io.github.mondayauth;

import org.jspecify.annotations.Nullable;

/**
 * Verifies the session token that a view receives from {@code monday.get('sessionToken')} and sends
 * to the app's server. It needs only the client secret.
 *
 * <p>Create it with {@link MondayApp#sessionTokenVerifier()}. Immutable and safe for use by several
 * threads.
 */
public final class SessionTokenVerifier {
  private final DatTokenCheck tokens;

  SessionTokenVerifier(DatTokenCheck tokens) {
    this.tokens = tokens;
  }

  /**
   * Verifies a session token.
   *
   * @param sessionToken the token, with or without {@code Bearer}, or null if the request has none
   * @return the user of the view
   * @throws TokenRejectedException if the token is missing, or if one of the checks fails
   */
  public SessionClaims verify(@Nullable String sessionToken) {
    try {
      ClaimSet claims = tokens.open(sessionToken);
      DatClaims dat = tokens.dat(claims);
      return tokens.accepted(claims, new SessionClaims(claims, dat, requireUser(dat)));
    } catch (TokenRejectedException refusal) {
      throw tokens.refused(refusal);
    }
  }

  /** Returns the user, whom every session token names. */
  static MondayUser requireUser(DatClaims dat) {
    MondayUser user = dat.user(dat.account());
    if (user == null) {
      throw ClaimSet.missing("user_id", "a positive 64-bit id");
    }
    return user;
  }
}
