package io.github.mondayauth.oauth;

/**
 * What {@link Connections#forget} deleted and revoked.
 *
 * @param records how many records of the account were deleted
 * @param revoked how many credentials were revoked, as confirmed by their providers
 * @param unrevoked how many credentials were deleted but may still be valid at their providers,
 *     because the provider offers no revocation, the revocation failed, or the deadline passed
 * @param isClaimed whether the event was an uninstall without proof, which was stored as a claim
 *     and deleted nothing; see {@link Connections.Admin#claimedUninstall}
 */
public record ForgetResult(int records, int revoked, int unrevoked, boolean isClaimed) {}
