package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.credential.CredentialRecords;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.AccountRoot;
import io.github.mondayauth.vault.internal.Tombstones;
import java.time.Instant;

/** Opens accounts for users who arrive, unless the app was uninstalled since they set out. */
final class AccountOpening {
  private final AccountRecords records;
  private final Tombstones tombstones;

  AccountOpening(AccountRecords records, Tombstones tombstones) {
    this.records = records;
    this.tombstones = tombstones;
  }

  /**
   * The account's root, which is created if it does not exist.
   *
   * @param provenTime when the app was certainly installed
   * @throws OAuthException with UNINSTALLED if it was uninstalled at that time or later
   */
  AccountRoot open(MondayAccount account, Instant provenTime) {
    return tombstones
        .open(records, account, provenTime)
        .orElseThrow(CredentialRecords::uninstalled);
  }

  /**
   * Requires that the app was not uninstalled, as far as a flow that began at this time can have
   * outlived the uninstall.
   *
   * @throws OAuthException with UNINSTALLED if it was uninstalled at this time or later
   */
  void requireInstalled(MondayAccount account, Instant since) {
    if (tombstones.after(account, since).isPresent()) {
      throw CredentialRecords.uninstalled();
    }
  }
}
