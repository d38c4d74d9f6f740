package io.github.mondayauth.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.internal.RecordName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Where sealed records are kept: a small versioned store of opaque bytes. Implement it for a
 * database of your own and run the contract tests of the vault's test-jar against it.
 *
 * <p>Every account has one <em>root</em>, which carries the account's epoch; every other record of
 * the account is created under that epoch and dies with the root. What an implementation promises:
 *
 * <ul>
 *   <li><b>Durable.</b> A write that returned survives a crash of the process and of the machine.
 *   <li><b>Linearizable for each key.</b> A read that starts after a write returned sees it.
 *   <li><b>Fenced.</b> {@link #create} of a record and {@link #deleteAccount} of its account never
 *       interleave: once the account is deleted, no record of its epoch appears.
 *   <li><b>Exact.</b> Keys compare by their bytes, case, accents and trailing spaces included;
 *       values to {@value #MAX_VALUE_BYTES} bytes come back as they were.
 *   <li><b>Failing loudly.</b> Whatever goes wrong is thrown, as any unchecked exception; nothing
 *       is retried where it is unknown whether it happened.
 * </ul>
 *
 * <p>Implementations are safe for use by several threads and hold no connection between calls.
 * Arrays handed in are not kept, arrays handed out are the caller's.
 */
public interface TokenStore {
  /** The largest value a store takes, in bytes. */
  int MAX_VALUE_BYTES = 65_536;

  /** What {@link #create} did. */
  enum Created {
    /** The record is stored, durably, and was not there before. */
    CREATED,
    /** The record was there before; nothing changed. */
    EXISTS,
    /** The account has no root, or one of another epoch; nothing changed. */
    FENCED
  }

  /**
   * Names a record.
   *
   * @param app the app's client id, 1 to {@value #MAX_APP_BYTES} bytes of UTF-8
   * @param account the monday.com account's id; 0 for records of the app itself, which hang on a
   *     root of their own
   * @param name the record's name within the account, at most {@value #MAX_NAME_BYTES} bytes of
   *     UTF-8, without control characters; empty for the account's root
   */
  record Key(String app, long account, String name) {
    /** The longest app, in bytes of UTF-8. */
    public static final int MAX_APP_BYTES = 128;

    /** The longest name, in bytes of UTF-8. */
    public static final int MAX_NAME_BYTES = 768;

    /**
     * Checks the parts.
     *
     * @param app the app's client id
     * @param account the account's id, or 0
     * @param name the record's name
     * @throws IllegalArgumentException if a part is not as described
     */
    public Key {
      if (app.isEmpty() || account < 0) {
        throw new IllegalArgumentException("a key has an app, and an account that is not negative");
      }
      check(app, MAX_APP_BYTES);
      check(name, MAX_NAME_BYTES);
    }

    /**
     * The key of an account's root.
     *
     * @param app the app's client id
     * @param account the account's id, or 0 for the app itself
     * @return the key
     */
    public static Key root(String app, long account) {
      return new Key(app, account, "");
    }

    /**
     * Whether it names an account's root.
     *
     * @return true if the name is empty
     */
    public boolean isRoot() {
      return name.isEmpty();
    }

    Key requireRecord() {
      if (isRoot()) {
        throw new IllegalArgumentException("the key of a record expected, found a root's");
      }
      return this;
    }

    private static void check(String text, int longest) {
      // A character of UTF-16 is three bytes of UTF-8 at most.
      boolean isShort = text.length() * 3 <= longest || text.getBytes(UTF_8).length <= longest;
      if (!isShort || !RecordName.isPlain(text)) {
        throw new IllegalArgumentException(
            "a part of a key has at most " + longest + " bytes and no control characters");
      }
    }
  }

  /**
   * A stored record.
   *
   * @param key its name
   * @param version changes with every write and never returns for the key, not even after the
   *     record was deleted and created again
   * @param epoch the epoch it was created under; a root's own. {@link #find} may leave it empty in
   *     a record where {@link #deleteAccount} is atomic, as nothing of another epoch than the
   *     root's is found there
   * @param value the bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by no one
  record Row(Key key, long version, String epoch, byte[] value) {
    /**
     * Whether it belongs to an installation.
     *
     * @param installation the epoch of the account's root
     * @return false if it was created under another epoch
     */
    public boolean isOf(String installation) {
      return epoch.isEmpty() || epoch.equals(installation);
    }
  }

  /**
   * Reads a record.
   *
   * @param key the record's key
   * @return the record as last written, or empty if there is none
   */
  Optional<Row> find(Key key);

  /**
   * Creates a record that is not there. A root starts its account with the epoch; any other record
   * is created only while its account's root has the epoch, as one atomic step. A record left over
   * from another epoch (where {@link #deleteAccount} is not atomic) counts as absent and is
   * overwritten.
   *
   * @param key the record's key
   * @param epoch 1 to 64 characters of ASCII
   * @param value the bytes
   * @param purgeAfter when {@link #purge} may delete it, kept to the millisecond, or null for never
   * @return what happened
   */
  Created create(Key key, String epoch, byte[] value, @Nullable Instant purgeAfter);

  /**
   * Replaces the bytes of a record that is as it was read; its epoch and purge time stay.
   *
   * @param key the record's key
   * @param version the version that was read
   * @param value the bytes
   * @return the new version, or empty if the record has another version or is gone
   */
  OptionalLong replace(Key key, long version, byte[] value);

  /**
   * Stores a record whether it is there or not, while its account's root has the epoch, as one
   * atomic step. Never called for a root or a record with a purge time. This one creates or
   * replaces until either succeeds, a thousand times at most; a store that can do it in one step
   * overrides it.
   *
   * @param key the record's key
   * @param epoch 1 to 64 characters of ASCII
   * @param value the bytes
   * @return false if the account has no root, or one of another epoch; nothing changed
   * @throws IllegalArgumentException if the key is a root's
   * @throws VaultException with {@link Reason#CONTENDED} if others were faster every time
   */
  default boolean put(Key key, String epoch, byte[] value) {
    Key record = key.requireRecord();
    for (int attempt = 0; attempt < 1_000; attempt++) {
      Created created = create(record, epoch, value, null);
      if (created != Created.EXISTS) {
        return created == Created.CREATED;
      }
      Optional<Row> present = find(record);
      if (present.isPresent() && replace(record, present.get().version(), value).isPresent()) {
        return true;
      }
    }
    throw new VaultException(Reason.CONTENDED, "the record was written by others 1,000 times");
  }

  /**
   * Deletes a record that is as it was read. Never called for a root.
   *
   * @param key the record's key
   * @param version the version that was read
   * @return false if the record has another version or is gone
   */
  boolean delete(Key key, long version);

  /**
   * Deletes an account's root and all its records: atomically, or the root first and then until
   * none is left, so that a call that was cut off can be repeated. Returns when nothing of the
   * account is left that was there when it was called.
   *
   * @param app the app's client id
   * @param account the account's id
   * @return how many records were deleted, the root not counted
   */
  int deleteAccount(String app, long account);

  /**
   * Reads an account's records without its root, page by page in an order of the store's own. What
   * is there from the first page to the last is returned exactly once; what comes or goes
   * meanwhile, at most once.
   *
   * @param app the app's client id
   * @param account the account's id
   * @param after the last key of the page before, or null for the first page
   * @param limit the most to return, positive
   * @return the records; fewer than {@code limit} means there are no more
   */
  List<Row> records(String app, long account, @Nullable Key after, int limit);

  /**
   * Reads the roots of an app's accounts, page by page like {@link #records}.
   *
   * @param app the app's client id
   * @param after the last key of the page before, or null for the first page
   * @param limit the most to return, positive
   * @return the roots; fewer than {@code limit} means there are no more
   */
  List<Row> roots(String app, @Nullable Key after, int limit);

  /**
   * Deletes records of any account and app whose purge time has passed.
   *
   * @param before the time
   * @param limit the most to delete, positive
   * @return how many were deleted
   */
  int purge(Instant before, int limit);

  /**
   * A store in a database: SQLite, PostgreSQL, MySQL, MariaDB or H2, told apart by what the driver
   * says. The tables exist already ({@link #createTables}). The settings that durability rests on
   * are looked at, and what is weaker than promised is logged as a warning by the {@link
   * System.Logger} {@code io.github.mondayauth.vault}.
   *
   * <p>Every call borrows a connection and gives it back before it returns; a pool belongs in
   * front, and no wrapper that joins transactions of the application.
   *
   * @param source where connections come from
   * @return the store
   * @throws VaultException if the database cannot be reached, or its tables are missing or of
   *     another version
   * @throws IllegalArgumentException if it is another database
   */
  static TokenStore jdbc(DataSource source) {
    return new JdbcTokenStore(source);
  }

  /**
   * Makes the tables of {@link #jdbc} if they are not there, or brings them from an earlier version
   * to the present one. The statements are files of this module, {@code
   * io/github/mondayauth/vault/schema/DATABASE-VERSION.sql}, to be run by hand where an application
   * may not create tables.
   *
   * @param source where connections come from, of a user who may create tables
   * @throws VaultException if the database fails
   * @throws IllegalArgumentException if it is a database that {@link #jdbc} does not know
   */
  static void createTables(DataSource source) {
    JdbcSchema.create(source);
  }

  /**
   * A store in the memory of this process, for tests and trials: everything is lost when it ends.
   *
   * @return a new, empty store
   */
  static TokenStore inMemory() {
    return new InMemoryTokenStore();
  }
}
