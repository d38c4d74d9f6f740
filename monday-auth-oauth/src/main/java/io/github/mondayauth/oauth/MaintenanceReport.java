package io.github.mondayauth.oauth;

import io.github.mondayauth.MondayAccount;
import java.util.List;

/**
 * What a call of {@link Connections.Admin#maintain()} did and found. Each list has at most 1,000
 * entries; the number next to it counts all.
 *
 * @param end how the call ended
 * @param accounts how many accounts it visited
 * @param credentials how many credentials of these accounts it read
 * @param reconnectCount how many of them the user has to reconnect
 * @param reconnects the credentials that the user has to reconnect
 * @param claimCount how many claimed uninstalls are neither proven nor disproved
 * @param claims the claimed uninstalls that are neither proven nor disproved
 * @param disproved how many claimed uninstalls were disproved, because monday.com accepts an access
 *     token of the account
 * @param erasedAccounts how many accounts were deleted because of a claimed uninstall ({@link
 *     Connections.Builder#eraseClaimedUninstallsAfter})
 * @param erased what was deleted and revoked with these accounts
 * @param refreshed how many unused credentials were refreshed ({@link
 *     OAuthConnector#refreshUnusedAfter})
 * @param failedRefreshes how many unused credentials could not be refreshed
 * @param purged how many expired internal records were deleted
 * @param failureCount how many records could not be read
 * @param failures the records that could not be read
 */
public record MaintenanceReport(
    End end,
    int accounts,
    int credentials,
    int reconnectCount,
    List<ConnectionStatus> reconnects,
    int claimCount,
    List<ClaimedUninstall> claims,
    int disproved,
    int erasedAccounts,
    ForgetResult erased,
    int refreshed,
    int failedRefreshes,
    int purged,
    int failureCount,
    List<Failure> failures) {

  /** How a call ended. */
  public enum End {
    /** Every account has been visited since the previous call that ended so. */
    COMPLETE,
    /** Time ran out, or another instance took over. The next call resumes. */
    INCOMPLETE,
    /** Another instance was at work, so this call did nothing. */
    BUSY
  }

  /**
   * A record that could not be read. Everything else of its account was maintained.
   *
   * @param account the account
   * @param reasonCode why it could not be read, in lower case; see {@link
   *     io.github.mondayauth.vault.VaultException.Reason}
   */
  public record Failure(MondayAccount account, String reasonCode) {}
}
