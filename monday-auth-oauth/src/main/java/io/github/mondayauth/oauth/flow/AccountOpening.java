package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.credential.CredentialRecords;
import io.github.mondayauth.oauth.credential.Tombstones;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.AccountRoot;
import java.time.Instant;
import java.util.Optional;

/** Opens accounts for users who arrive, unless the app was uninstalled since they set out. */
final class AccountOpening {
  private final AccountRecords records;
  private final Tombstones tombstones;

  AccountOpening(AccountRecords records, Tombstones tombstones) {
    this.records = records;
    this.tombstones = tombstones;
  }

  /**
   * The account's root, which is created if it does not exist. Reads the tombstones before and
   * after creating it: before, so that a link from before an uninstall creates nothing; after, in
   * case the uninstall happened in between and found no root to delete.
   *
   * @param provenTime when the app was certainly installed
   * @throws OAuthException with UNINSTALLED if it was uninstalled at that time or later
   */
  AccountRoot open(MondayAccount account, Instant provenTime) {
    Optional<AccountRoot> present = records.root(account);
    requireInstalled(account, provenTime);
    if (present.isPresent()) {
      return present.get();
    }
    AccountRoot created = records.open(account, provenTime);
    try {
      requireInstalled(account, provenTime);
    } catch (OAuthException uninstalled) {
      if (records.list(account).isEmpty()) {
        records.forget(account);
      }
      throw uninstalled;
    }
    return created;
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
