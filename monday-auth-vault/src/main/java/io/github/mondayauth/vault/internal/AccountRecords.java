package io.github.mondayauth.vault.internal;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.vault.TokenStore.Created;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The encrypted records of an app's accounts. All of an account hangs on its root: it begins with
 * {@link #open} and ends with {@link #forget}.
 *
 * <p>Absent means absent: the record, its root, or the root of its epoch is not there. Trouble with
 * keys or the store is a {@link io.github.mondayauth.vault.VaultException}, from every method, and
 * leaves what is stored as it was. Safe for use by several threads.
 */
public interface AccountRecords {
  /**
   * Finds the account's root or creates it, durably. Called where a user arrives or tokens are
   * imported, never where an action fires: it would revive an account that was just uninstalled.
   *
   * @param issuedAt when the token was issued that proves the arrival; kept by a new root only
   */
  AccountRoot open(MondayAccount account, Instant issuedAt);

  /** The account's root, read from the store. */
  Optional<AccountRoot> root(MondayAccount account);

  /**
   * Marks a flow as used: {@code CREATED} for exactly one caller, {@code EXISTS} for all later
   * ones. Needs no key. Overdue marks of all accounts are purged now and then.
   *
   * @param flow of kind {@link RecordName.Kind#FLOW}
   * @param purgeAfter when the mark may be deleted
   */
  Created consume(RecordName flow, Epoch epoch, Instant purgeAfter);

  /**
   * Obtains the account's data key, to be called before a provider is asked for what will be
   * created. Empty if the account is gone or has another epoch.
   */
  Optional<Sealer> sealer(MondayAccount account, Epoch epoch);

  /** Reads and opens a record. */
  Optional<RecordSnapshot> find(RecordName name);

  /** {@link #sealer} and {@link Sealer#create} in one. */
  Created create(RecordName name, Epoch epoch, byte[] plaintext);

  /**
   * Stores a record whether it is there or not.
   *
   * @return false if the account has no root: nothing was written
   */
  boolean put(RecordName name, byte[] plaintext);

  /**
   * Replaces the content if nobody wrote or deleted the record since it was read.
   *
   * @return the record as it is now, or empty when somebody did
   */
  Optional<RecordSnapshot> replace(RecordSnapshot current, byte[] plaintext);

  /** Deletes the record if nobody wrote or deleted it since it was read. */
  boolean delete(RecordSnapshot current);

  /** Deletes the record whatever its content, also if it cannot be opened. */
  boolean delete(RecordName name);

  /** The account's records, used flows left out, in no particular order. */
  List<RecordName> list(MondayAccount account);

  /**
   * Deletes the account's root and records. No call started after it returned finds one of them.
   *
   * @return how many records there were, used flows included, the root not
   */
  int forget(MondayAccount account);
}
