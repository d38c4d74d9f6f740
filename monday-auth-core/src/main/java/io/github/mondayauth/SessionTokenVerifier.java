package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Verifies what a view gets from {@code monday.get('sessionToken')} and sends to the app's server.
 * Needs the client secret.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class SessionTokenVerifier {
  private final DatTokenVerifier gate;

  SessionTokenVerifier(DatTokenVerifier gate) {
    this.gate = gate;
  }

  /**
   * Verifies a session token.
   *
   * @param sessionToken the token, with or without {@code Bearer}, or null if there is none
   * @return who looks at the view
   * @throws TokenRejectedException if anything about the token is not as it must be
   */
  public SessionClaims verify(@Nullable String sessionToken) {
    try {
      ClaimSet claims = gate.open(sessionToken);
      DatClaims dat = gate.dat(claims);
      MondayUser user = dat.user(dat.account());
      if (user == null) {
        throw new TokenRejectedException(Reason.CLAIMS, "user_id is missing");
      }
      SessionClaims verified = new SessionClaims(claims, dat, user);
      gate.gate().verified(claims);
      return verified;
    } catch (TokenRejectedException refusal) {
      throw gate.gate().rejected(refusal);
    }
  }
}
