package io.github.mondayauth.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.jdbc.JdbcSchema;
import io.github.mondayauth.vault.jdbc.JdbcTokenStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A versioned store of small opaque values, in which a vault keeps its encrypted records. Implement
 * it for your own database, and run the contract tests of the vault's test-jar against it.
 *
 * <p>Every account has one <em>root</em>, which carries the account's epoch. Every other record of
 * the account is created under that epoch and is deleted with the root. An implementation promises:
 *
 * <ul>
 *   <li><b>Durable.</b> A write that returned survives a crash of the process and of the machine.
 *   <li><b>Linearizable for each key.</b> A read that starts after a write returned sees it.
 *   <li><b>Fenced.</b> {@link #create} of a record and {@link #deleteAccount} of its account never
 *       interleave: once the account is deleted, no record of its epoch appears.
 *   <li><b>Exact.</b> Keys compare by their bytes, including case, accents and trailing spaces.
 *       Values of up to {@value #MAX_VALUE_BYTES} bytes come back unchanged.
 *   <li><b>Robust.</b> A row that another program wrote or altered makes no call fail. A listing
 *       leaves it out if its key cannot be a {@link Key}. Otherwise it is returned, with an empty
 *       epoch or value in place of one that cannot be read, and with a version under which it can
 *       be replaced and deleted.
 *   <li><b>No silent failures.</b> Every failure is thrown, as any unchecked exception. A write is
 *       not retried if it may have happened.
 * </ul>
 *
 * <p>Implementations are safe for use by several threads, and hold no connection between calls.
 * They do not keep arrays that they receive, and callers own the arrays that they get.
 */
public interface TokenStore {
  /** The largest value that a store accepts, in bytes. */
  int MAX_VALUE_BYTES = 65_536;

  /** The outcome of {@link #create}. */
  enum Created {
    /** The record did not exist and is now stored durably. */
    CREATED,
    /** The record existed already; nothing changed. */
    EXISTS,
    /** The account has no root, or one of another epoch; nothing changed. */
    FENCED
  }

  /**
   * The key of a record.
   *
   * @param app the app's client id, 1 to {@value #MAX_APP_BYTES} bytes of UTF-8, without control
   *     characters
   * @param account the monday.com account's id, or 0 for records of the app itself, which have a
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
     * @throws IllegalArgumentException if a part is empty, negative, too long or not printable
     */
    public Key {
      if (app.isEmpty() || account < 0) {
        throw new IllegalArgumentException(
            "a key has an app and an account of 0 or more, found " + app + " and " + account);
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
     * Whether this is the key of an account's root.
     *
     * @return true if the name is empty
     */
    public boolean isRoot() {
      return name.isEmpty();
    }

    Key requireRecord() {
      if (isRoot()) {
        throw new IllegalArgumentException("expected the key of a record, found the key of a root");
      }
      return this;
    }

    private static void check(String text, int longest) {
      // A UTF-16 character is at most three bytes of UTF-8.
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
   * @param key its key
   * @param version changes with every write. No version returns for a key, not even after the
   *     record was deleted and created again
   * @param epoch the epoch under which it was created, or a root's own. {@link #find} may return it
   *     empty for a record if {@link #deleteAccount} is atomic, since it then only finds records of
   *     the root's epoch
   * @param value the bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Row(Key key, long version, String epoch, byte[] value) {
    /**
     * Whether the record belongs to an installation.
     *
     * @param installation the epoch of the account's root
     * @return false if it was created under another epoch
     */
    public boolean isOf(String installation) {
      return epoch.isEmpty() || epoch.equals(installation);
    }
  }

  /**
   * What {@link #deleteAccount} deleted.
   *
   * @param root the account's root, or null if there was none
   * @param records the account's records
   */
  record DeletedAccount(@Nullable Row root, List<Row> records) {
    /**
     * Copies the list.
     *
     * @param root the account's root, or null
     * @param records the account's records
     */
    public DeletedAccount {
      records = List.copyOf(records);
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
   * Creates a record that does not exist. Creating a root opens its account under the epoch. Any
   * other record is created only if its account's root has the epoch, in one atomic step. A record
   * left over from another epoch (if {@link #deleteAccount} is not atomic) counts as absent and is
   * overwritten.
   *
   * @param key the record's key
   * @param epoch 1 to 64 characters of ASCII
   * @param value the bytes
   * @param purgeAfter when {@link #purge} may delete it, kept to the millisecond, or null for never
   * @return the outcome
   */
  Created create(Key key, String epoch, byte[] value, @Nullable Instant purgeAfter);

  /**
   * Replaces the value of a record that has not changed since it was read. Keeps its epoch and
   * purge time.
   *
   * @param key the record's key
   * @param version the version that was read
   * @param value the bytes
   * @return the new version, or empty if the record has another version or does not exist
   */
  OptionalLong replace(Key key, long version, byte[] value);

  /**
   * Creates or replaces a record if its account's root has the epoch, in one atomic step. Never
   * called for a root or a record with a purge time. The default implementation creates or replaces
   * until one of them succeeds, at most a thousand times. Override it if the store can do it in one
   * step.
   *
   * @param key the record's key
   * @param epoch 1 to 64 characters of ASCII
   * @param value the bytes
   * @return false if the account has no root, or one of another epoch; nothing changed
   * @throws IllegalArgumentException if the key is a root's
   * @throws VaultException with {@link Reason#CONTENDED} if other callers were faster every time
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
    throw new VaultException(
        Reason.CONTENDED,
        "the record was written by other callers 1,000 times in a row: try again");
  }

  /**
   * Deletes a record that has not changed since it was read. Never called for a root.
   *
   * @param key the record's key
   * @param version the version that was read
   * @return false if the record has another version or does not exist
   */
  boolean delete(Key key, long version);

  /**
   * Deletes an account's root and all its records: atomically, or first the root and then records
   * until none is left, so that an interrupted call can be repeated. When it returns, nothing
   * exists of what the account had when it was called.
   *
   * @param app the app's client id
   * @param account the account's id
   * @return the root and the records, each as it was stored last. Of concurrent calls, only one
   *     returns a record
   */
  DeletedAccount deleteAccount(String app, long account);

  /**
   * Reads an account's records without its root, page by page, in an order that the store chooses.
   * Strongly consistent: a page contains every write that returned before the call began. Returns a
   * record exactly once if it exists from the first page to the last, and at most once if it is
   * created or deleted in between.
   *
   * @param app the app's client id
   * @param account the account's id
   * @param after the last key of the previous page, or null for the first page
   * @param limit the most records to return, positive
   * @return the records; fewer than {@code limit} means that there are no more
   */
  List<Row> records(String app, long account, @Nullable Key after, int limit);

  /**
   * Reads the roots of an app's accounts, page by page and strongly consistent like {@link
   * #records}.
   *
   * @param app the app's client id
   * @param after the last key of the previous page, or null for the first page
   * @param limit the most roots to return, positive
   * @return the roots; fewer than {@code limit} means that there are no more
   */
  List<Row> roots(String app, @Nullable Key after, int limit);

  /**
   * Deletes records of any account and app whose purge time has passed.
   *
   * @param before the time
   * @param limit the most records to delete, positive
   * @return the number of records deleted
   */
  int purge(Instant before, int limit);

  /**
   * Opens a store in a database: SQLite, PostgreSQL, MySQL, MariaDB or H2, as the driver reports
   * it. The tables must exist ({@link #createTables}). Checks the database settings that durability
   * depends on, and logs a warning for each weak one to the {@link System.Logger} {@code
   * io.github.mondayauth.vault}.
   *
   * <p>Every call borrows a connection and returns it. Pass a connection pool, but no wrapper that
   * joins the application's transactions.
   *
   * @param source the source of connections
   * @return the store
   * @throws VaultException if the database cannot be reached, or its tables are missing or of
   *     another version
   * @throws IllegalArgumentException if it is another database
   */
  static TokenStore jdbc(DataSource source) {
    return new JdbcTokenStore(source);
  }

  /**
   * Creates the tables of {@link #jdbc}, or updates those of an earlier version; a no-op if they
   * are current. The statements are files of this module, {@code
   * io/github/mondayauth/vault/schema/DATABASE-VERSION.sql}: run them by hand if the application
   * may not create tables.
   *
   * @param source the source of connections, of a database user that may create tables
   * @throws VaultException if the database fails
   * @throws IllegalArgumentException if it is a database that {@link #jdbc} does not support
   */
  static void createTables(DataSource source) {
    JdbcSchema.create(source);
  }

  /**
   * Creates a store in the memory of this process, for tests and trials. Everything is lost when
   * the process ends.
   *
   * @return a new, empty store
   */
  static TokenStore inMemory() {
    return new InMemoryTokenStore();
  }
}
