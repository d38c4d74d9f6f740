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
import io.github.mondayauth.vault.internal.RecordName.Kind;
import io.github.mondayauth.vault.internal.RecordSnapshot;
import io.github.mondayauth.vault.internal.VaultAccess;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Keeps what belongs to an app's users and accounts, encrypted: the credentials of connections,
 * which the oauth module reads and writes, and an application's own secrets, by owner and name.
 *
 * <p>An account begins with {@link #openAccount} (an authorization does that too) and ends with
 * {@link #forget}; between the two, and only then, something can be stored for it. A store or key
 * that fails is a {@link VaultException} from any method and never looks like a secret that is not
 * there.
 *
 * <p>Immutable and safe for use by several threads; one instance serves a whole application. Data
 * keys are kept in memory for five minutes at most.
 */
public final class TokenVault {
  private static final int ATTEMPTS = 50;

  static {
    VaultAccess.register(vault -> vault.records);
  }

  private final AccountRecords records;

  private final AuthListener listener;

  private final Rotation rotation;

  private TokenVault(AccountRecords records, AuthListener listener, Rotation rotation) {
    this.records = records;
    this.listener = listener;
    this.rotation = rotation;
  }

  /**
   * What a record is called, for an admin page; its content is not read.
   *
   * @param owner whose it is
   * @param kind {@code credential} for a connection's, {@code secret} for an application's own
   * @param name the connection's or the secret's name
   * @param profile the profile within the connection, empty for the default one
   */
  public record Entry(Owner owner, String kind, String name, String profile) {}

  /**
   * Opens an app's vault, and checks the key ring against what is stored if the ring is the
   * built-in one; another is checked before it first wraps.
   *
   * @param app the app; its client id is part of everything stored
   * @param store where the sealed records are
   * @param keys the keys that wrap the data keys
   * @return the vault
   * @throws VaultException if the store cannot be read, or the key that was used before is missing
   *     or has other bytes
   */
  public static TokenVault open(MondayApp app, TokenStore store, KeyRing keys) {
    String id = app.clientId();
    InstantSource time = app.timeSource();
    TokenStore guarded = new GuardedTokenStore(store);
    GuardedKeyRing ring = new GuardedKeyRing(keys, app.listener());
    KeyCheck check = new KeyCheck(id, guarded, ring);
    if (ring.isBuiltIn()) {
      check.atStart();
    }
    AesGcm gcm = new AesGcm();
    Roots roots = new Roots(id, guarded, ring, check, time);
    DataKeys dataKeys = new DataKeys(roots::load, time, gcm::clear);
    RecordFormat format = new RecordFormat(id, gcm);
    return new TokenVault(
        new SealedRecords(id, guarded, roots, dataKeys, format, time),
        app.listener(),
        Rotation.of(
            new RotationRun.Parts(id, guarded, ring, check, roots, dataKeys, format, time)));
  }

  /**
   * Makes sure that something can be stored for the account. Call it where a user arrives or the
   * app is installed, and never where an action fires: that would revive an account which was just
   * uninstalled.
   *
   * @param account the account
   * @param issuedAt when the token was issued that proves the arrival
   */
  public void openAccount(MondayAccount account, Instant issuedAt) {
    records.open(account, issuedAt);
  }

  /**
   * Finds a secret.
   *
   * @param owner whose it is
   * @param name its name
   * @return the secret, or empty if there is none
   */
  public Optional<Secret> find(Owner owner, String name) {
    return records.find(name(owner, name)).map(TokenVault::secret);
  }

  /**
   * Stores a secret, in the place of the present one if there is one.
   *
   * @param owner whose it is
   * @param name its name: 1 to 100 characters, no control characters
   * @param secret the secret, at most 65,000 bytes of UTF-8
   * @throws VaultException with {@link Reason#ACCOUNT_UNKNOWN} if the account never began or was
   *     forgotten
   */
  public void put(Owner owner, String name, Secret secret) {
    if (!records.put(name(owner, name), bytes(secret))) {
      throw unknown(owner.account());
    }
  }

  /**
   * Stores a secret if there is none.
   *
   * @param owner whose it is
   * @param name its name: 1 to 100 characters, no control characters
   * @param secret the secret, at most 65,000 bytes of UTF-8
   * @return false if there was one, which stays
   * @throws VaultException with {@link Reason#ACCOUNT_UNKNOWN} if the account never began or was
   *     forgotten
   */
  public boolean putIfAbsent(Owner owner, String name, Secret secret) {
    return create(name(owner, name), secret);
  }

  /**
   * Changes a secret, without losing a change that others make at the same time.
   *
   * @param owner whose it is
   * @param name its name
   * @param change makes the new secret from the present one; called again when others were faster
   * @return the new secret, or empty if there is none to change
   */
  public Optional<Secret> update(Owner owner, String name, UnaryOperator<Secret> change) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
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
   * Deletes a secret, also one that does not open.
   *
   * @param owner whose it is
   * @param name its name
   * @return false if there was none
   */
  public boolean remove(Owner owner, String name) {
    return records.delete(name(owner, name));
  }

  /**
   * Lists what is stored for an account: credentials of connections and the application's own
   * secrets, in no particular order. Nothing is opened, so that it needs no key.
   *
   * @param account the account
   * @return the entries, empty if there are none
   */
  public List<Entry> list(MondayAccount account) {
    return records.list(account).stream()
        .map(n -> new Entry(n.owner(), n.kind().text(), n.connection(), n.profile()))
        .toList();
  }

  /**
   * The change to the key ring's primary wrapping key, and to new data keys.
   *
   * @return a rotation that runs when it is told to
   */
  public Rotation rotation() {
    return rotation;
  }

  /**
   * Deletes everything of an account, credentials of connections included, and destroys its data
   * keys. It revokes nothing at the services: with the oauth module, call {@code
   * Connections.forget}.
   *
   * @param account the account
   * @return how many records there were
   */
  public int forget(MondayAccount account) {
    int forgotten = records.forget(account);
    listener.forgotten(account, forgotten);
    return forgotten;
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
    return RecordName.of(owner, Kind.SECRET, name);
  }

  private static Secret secret(RecordSnapshot opened) {
    return Secret.of(new String(opened.plaintext(), UTF_8));
  }

  private static byte[] bytes(Secret secret) {
    return secret.reveal().getBytes(UTF_8);
  }

  private static VaultException unknown(MondayAccount account) {
    return new VaultException(
        Reason.ACCOUNT_UNKNOWN, "account " + account.id() + " has not begun, or was forgotten");
  }

  private static VaultException contended() {
    return new VaultException(
        Reason.CONTENDED, "the secret was written by others " + ATTEMPTS + " times");
  }
}
