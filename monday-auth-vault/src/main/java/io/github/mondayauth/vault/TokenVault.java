package io.github.mondayauth.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Owner;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.AccountRoot;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.RecordSnapshot;
import io.github.mondayauth.vault.internal.Tombstones;
import io.github.mondayauth.vault.internal.VaultAccess;
import io.github.mondayauth.vault.key.AccountRoots;
import io.github.mondayauth.vault.key.AesGcm;
import io.github.mondayauth.vault.key.DataKeyCache;
import io.github.mondayauth.vault.key.GuardedKeyRing;
import io.github.mondayauth.vault.key.KeyCheck;
import io.github.mondayauth.vault.record.GuardedTokenStore;
import io.github.mondayauth.vault.record.RecordFormat;
import io.github.mondayauth.vault.record.SealedRecords;
import io.github.mondayauth.vault.rotation.RotationRun;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/**
 * Stores secrets of an app's users and accounts, encrypted: the credentials of connections, which
 * the oauth module reads and writes, and an application's own secrets, by owner and name.
 *
 * <p>An account is opened with {@link #openAccount} (an authorization does this too) and deleted
 * with {@link #forget}. Secrets can be stored for it only in between. If the store or a key fails,
 * every method throws a {@link VaultException}: a failure never looks like a missing secret.
 *
 * <p>Immutable and safe for use by several threads. Use one instance for the whole application.
 * Caches data keys in memory for five minutes.
 */
public final class TokenVault {
  private static final int ATTEMPTS = 50;

  static {
    VaultAccess.register(vault -> vault.records);
  }

  private final AccountRecords records;
  private final Tombstones tombstones;
  private final AuthListener listener;
  private final InstantSource time;
  private final Rotation rotation;

  private TokenVault(
      AccountRecords records, AuthListener listener, InstantSource time, Rotation rotation) {
    this.records = records;
    this.tombstones = new Tombstones(records.app(), time);
    this.listener = listener;
    this.time = time;
    this.rotation = rotation;
  }

  /**
   * The name of a stored record, for an admin page; its content is not read.
   *
   * @param owner the user or account that it belongs to
   * @param kind what it is
   * @param name the connection's or the secret's name
   * @param profile the profile within the connection, empty for the default one
   */
  public record Entry(Owner owner, Kind kind, String name, String profile) {
    /** What a stored record is. */
    public enum Kind {
      /** A connection's credential, which the oauth module stores. */
      CREDENTIAL,
      /** An application's own secret. */
      SECRET
    }
  }

  /**
   * Opens an app's vault. Checks the primary key against what is stored: now, if the key ring is a
   * built-in one; before it first wraps, if it is another one.
   *
   * @param app the app; its client id is part of everything stored
   * @param store where the encrypted records are
   * @param keys the key-encryption keys, which wrap the data keys
   * @return the vault
   * @throws VaultException if the store cannot be read, or the key that was used before is missing
   *     or has other bytes
   * @throws IllegalArgumentException if the app's client id is longer than {@value
   *     TokenStore.Key#MAX_APP_BYTES} bytes of UTF-8
   */
  public static TokenVault open(MondayApp app, TokenStore store, KeyRing keys) {
    String clientId = app.clientId();
    InstantSource time = app.timeSource();
    AuthListener listener = app.listener();
    TokenStore guarded = new GuardedTokenStore(store);
    GuardedKeyRing ring = new GuardedKeyRing(keys, listener);
    KeyCheck check = new KeyCheck(clientId, guarded, ring);
    check.atStart();
    AesGcm gcm = new AesGcm();
    AccountRoots roots = new AccountRoots(clientId, guarded, ring, check, time);
    DataKeyCache dataKeys = new DataKeyCache(roots::load, time, gcm::clear);
    RecordFormat format = new RecordFormat(clientId, gcm);
    return new TokenVault(
        new SealedRecords(clientId, guarded, roots, dataKeys, format, time),
        listener,
        time,
        new Rotation(RotationRun.over(clientId, guarded, roots, dataKeys, format, time), time));
  }

  /**
   * Opens the account, so that secrets can be stored for it; a no-op if it is open. Call it where a
   * user arrives or the app is installed, and never where an action runs: that would revive an
   * account which was just uninstalled. For 75 minutes after the account was forgotten, only a
   * token that was issued later opens it again.
   *
   * @param account the account
   * @param issuedAt when the token that proves the arrival was issued
   * @throws VaultException with {@link Reason#ACCOUNT_UNKNOWN} if the account was forgotten at that
   *     time or later
   */
  public void openAccount(MondayAccount account, Instant issuedAt) {
    if (!records.isOpen(account) && tombstones.open(records, account, issuedAt).isEmpty()) {
      throw new VaultException(
          Reason.ACCOUNT_UNKNOWN,
          "account "
              + account.id()
              + ": expected a token issued after the account was forgotten, found one of "
              + issuedAt
              + ". The user has to arrive again");
    }
  }

  /**
   * Finds a secret.
   *
   * @param owner the user or account that it belongs to
   * @param name its name
   * @return the secret, or empty if there is none
   */
  public Optional<Secret> find(Owner owner, String name) {
    return records.find(name(owner, name)).map(TokenVault::secret);
  }

  /**
   * Stores a secret, and replaces an earlier one.
   *
   * @param owner the user or account that it belongs to
   * @param name its name: 1 to 100 characters, no control characters
   * @param secret the secret, at most 65,000 bytes of UTF-8
   * @throws VaultException with {@link Reason#ACCOUNT_UNKNOWN} if the account was never opened or
   *     was forgotten
   */
  public void put(Owner owner, String name, Secret secret) {
    if (!records.put(name(owner, name), bytes(secret))) {
      throw unknown(owner.account());
    }
  }

  /**
   * Stores a secret unless there is one.
   *
   * @param owner the user or account that it belongs to
   * @param name its name: 1 to 100 characters, no control characters
   * @param secret the secret, at most 65,000 bytes of UTF-8
   * @return false if there was one, which is kept
   * @throws VaultException with {@link Reason#ACCOUNT_UNKNOWN} if the account was never opened or
   *     was forgotten
   */
  public boolean putIfAbsent(Owner owner, String name, Secret secret) {
    return create(name(owner, name), secret);
  }

  /**
   * Changes a secret, without losing a change that another caller makes at the same time. If
   * another caller was faster, waits for a random time of at most 32 ms and tries again.
   *
   * @param owner the user or account that it belongs to
   * @param name its name
   * @param change computes the new secret from the present one; called again if another caller was
   *     faster
   * @return the new secret, or empty if there is none to change
   * @throws VaultException with {@link Reason#CONTENDED} if other callers were faster 50 times
   */
  public Optional<Secret> update(Owner owner, String name, UnaryOperator<Secret> change) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt > 0) {
        awaitTurn(attempt - 1);
      }
      Optional<RecordSnapshot> present = records.find(name(owner, name));
      if (present.isEmpty()) {
        return Optional.empty();
      }
      Secret next = change.apply(secret(present.get()));
      if (records.replace(present.get(), bytes(next)).isPresent()) {
        return Optional.of(next);
      }
    }
    throw contended();
  }

  /**
   * Deletes a secret, even if it cannot be decrypted.
   *
   * @param owner the user or account that it belongs to
   * @param name its name
   * @return false if there was none
   */
  public boolean remove(Owner owner, String name) {
    return records.delete(name(owner, name));
  }

  /**
   * Lists what is stored for an account: credentials of connections and the application's own
   * secrets, in no particular order. Decrypts nothing, so it works without a key.
   *
   * @param account the account
   * @return the entries, empty if there are none
   */
  public List<Entry> list(MondayAccount account) {
    return records.versions(account).keySet().stream()
        .flatMap(name -> entry(name).stream())
        .toList();
  }

  /** Empty for the records that the oauth module keeps for its own use. */
  private static Optional<Entry> entry(RecordName name) {
    Optional<Entry.Kind> kind =
        switch (name.kind()) {
          case CREDENTIAL -> Optional.of(Entry.Kind.CREDENTIAL);
          case SECRET -> Optional.of(Entry.Kind.SECRET);
          case CLAIM, FLOW -> Optional.empty();
        };
    return kind.map(k -> new Entry(name.owner(), k, name.connection(), name.profile()));
  }

  /**
   * Returns a rotation, which moves what is stored to the key ring's primary key. Nothing happens
   * before {@link Rotation#run()}.
   *
   * @return a rotation with default options
   */
  public Rotation rotation() {
    return rotation;
  }

  /**
   * Deletes all data of an account, credentials of connections included, and destroys its data
   * keys. A token from before does not open the account again. Does not revoke anything at a
   * provider: with the oauth module, call {@code Connections.forget} instead.
   *
   * @param account the account
   * @return the number of records deleted
   * @throws VaultException if the store fails. Nothing, a part or everything may have been deleted,
   *     and an earlier token may be able to open the account again. Call this method again
   */
  public int forget(MondayAccount account) {
    AtomicInteger forgotten = new AtomicInteger();
    tombstones.addThen(
        account,
        time.instant(),
        () -> {
          forgotten.set(records.forget(account).count());
          listener.forgotten(account, forgotten.get());
        });
    return forgotten.get();
  }

  /** Waits for a random time of at most 32 ms, so that callers that collided do not do so again. */
  private static void awaitTurn(int attempt) {
    long limit = TimeUnit.MILLISECONDS.toNanos(1L << Math.min(attempt, 5));
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(limit));
  }

  private boolean create(RecordName name, Secret secret) {
    MondayAccount account = name.owner().account();
    Created outcome =
        records
            .root(account)
            .map(AccountRoot::epoch)
            .map(epoch -> records.create(name, epoch, bytes(secret)))
            .orElse(Created.FENCED);
    if (outcome == Created.FENCED) {
      throw unknown(account);
    }
    return outcome == Created.CREATED;
  }

  private static RecordName name(Owner owner, String name) {
    return RecordName.of(owner, RecordName.Kind.SECRET, name);
  }

  private static Secret secret(RecordSnapshot record) {
    return Secret.of(new String(record.plaintext(), UTF_8));
  }

  private static byte[] bytes(Secret secret) {
    return secret.reveal().getBytes(UTF_8);
  }

  private static VaultException unknown(MondayAccount account) {
    return new VaultException(
        Reason.ACCOUNT_UNKNOWN,
        "account "
            + account.id()
            + " was never opened or was forgotten: open it where a user"
            + " arrives");
  }

  private static VaultException contended() {
    return new VaultException(
        Reason.CONTENDED,
        "the secret was written by other callers " + ATTEMPTS + " times in a row: try again");
  }
}
