package io.github.mondayauth.oauth;

/**
 * What {@link Connections#forget} or {@link Connections.Admin#disconnect} deleted and revoked.
 *
 * <p>If {@code unrevoked} is 0, nothing that was deleted can still be used. What other threads and
 * instances obtain at the same moment is not stored and not counted here: they revoke it
 * themselves, and raise {@link io.github.mondayauth.AuthListener#unrevoked} if that fails.
 *
 * @param records how many records were deleted
 * @param revoked how many credentials can no longer be used, as their providers confirmed
 * @param unrevoked how many credentials were deleted but may still be valid at their providers:
 *     because the provider offers no revocation or did not confirm it in time, because the
 *     credential could not be decrypted, or because a refresh was in flight or its response was
 *     lost, so that the provider may have issued more tokens than were stored
 * @param isClaimed whether the event was an uninstall without proof, which was stored as a claim
 *     and deleted nothing; see {@link Connections.Admin#claimedUninstall}
 */
public record ForgetResult(int records, int revoked, int unrevoked, boolean isClaimed) {}
