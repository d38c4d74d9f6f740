package io.github.mondayauth.oauth;

/**
 * What {@link Connections#forget} did.
 *
 * @param records how many records of the account were deleted
 * @param revoked how many credentials their providers were told to revoke, and confirmed
 * @param unrevoked how many credentials are deleted here but may still be accepted by their
 *     provider: it offers no revocation, failed, or time ran out
 */
public record ForgetResult(int records, int revoked, int unrevoked) {
  /** Nothing was there, or nothing was to be done. */
  static final ForgetResult NOTHING = new ForgetResult(0, 0, 0);
}
