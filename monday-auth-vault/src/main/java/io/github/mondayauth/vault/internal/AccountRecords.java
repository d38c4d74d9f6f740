package io.github.mondayauth.vault.internal;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.VaultException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The encrypted records of an app's accounts. An account's records exist only while its root does,
 * from {@link #open} to {@link #forget}.
 *
 * <p>An absent result means that the record, its root, or the root of its epoch does not exist.
 * When a key or the store fails, every method throws a {@link VaultException} and leaves what is
 * stored as it was, except {@link #forget} and {@link #forgetLeftovers}, which may have deleted a
 * part or everything. Safe for use by several threads.
 */
public interface AccountRecords {
  /**
   * Finds the account's root or creates it, durably. Called when a user arrives or tokens are
   * imported, never when an action runs: that would revive an account which was just uninstalled.
   *
   * @param issuedAt when the token that proves the arrival was issued; only a new root keeps it
   */
  AccountRoot open(MondayAccount account, Instant issuedAt);

  /** Reads the account's root from the store. */
  Optional<AccountRoot> root(MondayAccount account);

  /** Whether the account has a root, also one that cannot be read. Needs no key. */
  boolean isOpen(MondayAccount account);

  /**
   * Whether the account was provably opened after a time: its root says so, and a data key unwraps
   * in a key context with that opening time. False if there is no root, or one that does not
   * authenticate: someone who can write the database must not be able to make an uninstall look
   * outdated.
   *
   * @throws VaultException if the root says so, but the key-encryption key cannot be reached
   */
  boolean wasOpenedAfter(MondayAccount account, Instant time);

  /**
   * Marks a flow as used: returns {@code CREATED} to exactly one caller, and {@code EXISTS} to all
   * later ones. Needs no key. Now and then also deletes overdue marks of all accounts.
   *
   * @param flow of kind {@link RecordName.Kind#FLOW}
   * @param purgeAfter when the mark may be deleted
   */
  Created consume(RecordName flow, Epoch epoch, Instant purgeAfter);

  /**
   * Gets the account's data key. Called before a provider issues what will be stored. Empty if the
   * account has no root, or one of another epoch.
   */
  Optional<Sealer> sealer(MondayAccount account, Epoch epoch);

  /** Reads and decrypts a record. */
  Optional<RecordSnapshot> find(RecordName name);

  /** {@link #sealer} and {@link Sealer#create} in one step. */
  Created create(RecordName name, Epoch epoch, byte[] plaintext);

  /**
   * Creates or replaces a record.
   *
   * @return false if the account has no root; nothing was written
   */
  boolean put(RecordName name, byte[] plaintext);

  /**
   * Replaces the content if the record was neither written nor deleted since it was read.
   *
   * @return the record as it is now, or empty if it was written or deleted
   */
  Optional<RecordSnapshot> replace(RecordSnapshot current, byte[] plaintext);

  /** Deletes the record if it was neither written nor deleted since it was read. */
  boolean delete(RecordSnapshot current);

  /** Deletes the record whatever its content, even if it cannot be decrypted. */
  boolean delete(RecordName name);

  /**
   * Deletes the record if {@link #find} fails on it in a way that is a reason to delete it. Leaves
   * one that was written in the meantime.
   *
   * @param reason whether a failure is such a reason; any other failure is thrown
   * @param ifUnknown runs before an exception that does not say whether the record was deleted
   * @return whether it was deleted
   */
  boolean deleteUnreadable(RecordName name, Predicate<VaultException> reason, Runnable ifUnknown);

  /**
   * Lists the account's records except marks of used flows, in no particular order, each with its
   * version. Two results are equal only if none of the records was written, created or deleted in
   * between.
   */
  Map<RecordName, Long> versions(MondayAccount account);

  /**
   * Lists the app's open accounts, page by page, in an order that the store chooses.
   *
   * @param after the last account of the previous page, or null for the first page; it need not
   *     exist anymore
   * @param limit the most accounts to read, at least 2
   */
  AccountPage accounts(@Nullable MondayAccount after, int limit);

  /**
   * A page of accounts.
   *
   * @param accounts the accounts
   * @param isLast whether there are no more
   */
  record AccountPage(List<MondayAccount> accounts, boolean isLast) {
    /** Copies the list. */
    public AccountPage {
      accounts = List.copyOf(accounts);
    }
  }

  /**
   * Deletes overdue records: marks of used flows and tombstones, of any app in the store.
   *
   * @param limit the most records to delete
   * @return how many were deleted
   */
  int purge(int limit);

  /** The app's own records. */
  AppRecords app();

  /**
   * Deletes the account's root and records, also those that cannot be read. No call that starts
   * after this one returned finds any.
   */
  DeletedRecords forget(MondayAccount account);

  /**
   * Deletes what an interrupted {@link #forget} left: the records of every installation that has no
   * root anymore. Their data keys are gone with it, so none of them can be decrypted. Spares the
   * account's root and the records under its data keys or of its epoch, even if the account is
   * opened at the same time.
   *
   * @param deleted receives each record that was deleted, or may have been if the store fails
   */
  void forgetLeftovers(MondayAccount account, Consumer<DeletedRecords> deleted);
}
