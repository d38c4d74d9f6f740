package io.github.mondayauth.vault.record;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.TokenStore.DeletedAccount;
import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.AccountRoot;
import io.github.mondayauth.vault.internal.AppRecords;
import io.github.mondayauth.vault.internal.DeletedRecords;
import io.github.mondayauth.vault.internal.Epoch;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.RecordName.Kind;
import io.github.mondayauth.vault.internal.RecordSnapshot;
import io.github.mondayauth.vault.internal.Sealer;
import io.github.mondayauth.vault.key.AccountKeys;
import io.github.mondayauth.vault.key.AccountRoots;
import io.github.mondayauth.vault.key.DataKey;
import io.github.mondayauth.vault.key.DataKeyCache;
import io.github.mondayauth.vault.key.RootFormat;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Encrypts records on their way into the store, and decrypts them on their way out. */
public final class SealedRecords implements AccountRecords {
  private static final int PAGE = 200;
  private static final int PURGE_EVERY = 50;
  private static final int PURGE_LIMIT = 100;
  private static final int DELETE_ATTEMPTS = 1_000;

  /** Each attempt may call a key service. */
  private static final int OPEN_ATTEMPTS = 10;

  private final String app;
  private final TokenStore store;
  private final AccountRoots roots;
  private final DataKeyCache dataKeys;
  private final RecordFormat format;
  private final InstantSource time;
  private final AppRecords appRecords;

  /** Creates the records of an app's accounts over a guarded store. */
  public SealedRecords(
      String app,
      TokenStore store,
      AccountRoots roots,
      DataKeyCache dataKeys,
      RecordFormat format,
      InstantSource time) {
    this.app = app;
    this.store = store;
    this.roots = roots;
    this.dataKeys = dataKeys;
    this.format = format;
    this.time = time;
    this.appRecords = new PlainAppRecords(app, store);
  }

  /** Keeps the key that decrypted the record: everybody who can read the record has that key. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record OpenedRecord(
      RecordName name, Epoch epoch, long version, byte[] content, DataKey key)
      implements RecordSnapshot {
    @Override
    public byte[] plaintext() {
      return content.clone();
    }

    @Override
    public String toString() {
      return "RecordSnapshot[" + name + ", version " + version + "]";
    }
  }

  @Override
  public AccountRoot open(MondayAccount account, Instant issuedAt) {
    for (int attempt = 0; attempt < OPEN_ATTEMPTS; attempt++) {
      Optional<AccountRoot> present = root(account);
      if (present.isPresent()) {
        return present.get();
      }
      Optional<AccountKeys> created = roots.create(account.id(), issuedAt);
      if (created.isPresent()) {
        dataKeys.keep(created.get());
        return new AccountRoot(created.get().epoch(), created.get().openedAt());
      }
    }
    throw new VaultException(
        Reason.CONTENDED,
        "account "
            + account.id()
            + ": other callers opened and forgot it "
            + OPEN_ATTEMPTS
            + " times in a row, or the store does not find what it has just stored");
  }

  @Override
  public Optional<AccountRoot> root(MondayAccount account) {
    return roots
        .read(account.id())
        .map(row -> new AccountRoot(AccountRoots.epoch(row), RootFormat.of(row).openedAt()));
  }

  @Override
  public boolean isOpen(MondayAccount account) {
    return roots.read(account.id()).isPresent();
  }

  @Override
  public boolean wasOpenedAfter(MondayAccount account, Instant time) {
    Optional<Row> root = roots.read(account.id());
    try {
      return root.isPresent()
          && RootFormat.of(root.get()).openedAt().isAfter(time)
          && roots.open(root.get()).openedAt().isAfter(time);
    } catch (VaultException failure) {
      if (failure.reason() == Reason.KEY_UNAVAILABLE) {
        throw failure;
      }
      return false;
    }
  }

  @Override
  public Created consume(RecordName flow, Epoch epoch, Instant purgeAfter) {
    if (flow.kind() != Kind.FLOW) {
      throw new IllegalArgumentException(
          "expected a record of kind flow, found " + flow.kind().text());
    }
    Created outcome = create(flow, epoch, new byte[0], purgeAfter);
    if (ThreadLocalRandom.current().nextInt(PURGE_EVERY) == 0) {
      purge();
    }
    return outcome;
  }

  /** Deletes overdue marks. A failure is ignored: the flow's own mark is stored already. */
  private void purge() {
    try {
      store.purge(time.instant(), PURGE_LIMIT);
    } catch (VaultException ignored) {
      // A later call purges again.
    }
  }

  @Override
  public Optional<Sealer> sealer(MondayAccount account, Epoch epoch) {
    return keys(account, epoch).map(keys -> (name, plaintext) -> create(keys, name, plaintext));
  }

  @Override
  public Created create(RecordName name, Epoch epoch, byte[] plaintext) {
    return sealer(name.owner().account(), epoch)
        .map(sealer -> sealer.create(name, plaintext))
        .orElse(Created.FENCED);
  }

  /** Loads the keys again if they are older than the cache allows: they may have been replaced. */
  private Created create(AccountKeys held, RecordName name, byte[] plaintext) {
    if (name.owner().account().id() != held.account() || name.kind() == Kind.FLOW) {
      throw new IllegalArgumentException(
          "expected a credential or secret of account " + held.account());
    }
    Optional<AccountKeys> keys =
        dataKeys.isAlive(held) ? Optional.of(held) : keys(name.owner().account(), held.epoch());
    TokenStore.Key key = RecordKeys.key(app, name);
    return keys.map(
            k ->
                store.create(key, k.epoch().text(), format.seal(k.sealing(), key, plaintext), null))
        .orElse(Created.FENCED);
  }

  private Created create(RecordName name, Epoch epoch, byte[] value, @Nullable Instant purgeAfter) {
    return store.create(RecordKeys.key(app, name), epoch.text(), value, purgeAfter);
  }

  @Override
  public boolean put(RecordName name, byte[] plaintext) {
    TokenStore.Key key = RecordKeys.key(app, name);
    Optional<AccountKeys> keys = dataKeys.find(key.account(), any -> true);
    while (keys.isPresent()) {
      Epoch epoch = keys.get().epoch();
      byte[] sealed = format.seal(keys.get().sealing(), key, plaintext);
      if (store.put(key, epoch.text(), sealed)) {
        return true;
      }
      // The account was deleted, or installed again, after the keys were read.
      keys =
          dataKeys
              .load(key.account(), k -> !k.epoch().equals(epoch))
              .filter(k -> !k.epoch().equals(epoch));
    }
    return false;
  }

  private Optional<AccountKeys> keys(MondayAccount account, Epoch epoch) {
    return dataKeys
        .find(account.id(), keys -> keys.epoch().equals(epoch))
        .filter(keys -> keys.epoch().equals(epoch));
  }

  @Override
  public Optional<RecordSnapshot> find(RecordName name) {
    TokenStore.Key key = RecordKeys.key(app, name);
    Optional<Row> found = store.find(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Row row = found.get();
    while (true) {
      Row read = row;
      long id = RecordFormat.keyId(read);
      Optional<AccountKeys> keys =
          dataKeys.find(read.key().account(), k -> k.withId(id).isPresent());
      if (keys.isEmpty()) {
        return Optional.empty(); // no root
      }
      // What one of its keys encrypted is of this installation, whatever epoch the row has.
      if (keys.get().withId(id).isPresent()) {
        return keys.map(k -> open(k, id, name, key, read));
      }
      if (!read.isOf(keys.get().epoch().text())) {
        return Optional.empty(); // left over from an earlier installation
      }
      // A rotation may have given the record a new key after the read, and removed the old key.
      Optional<Row> again = store.find(read.key());
      if (again.isEmpty()) {
        return Optional.empty();
      }
      if (again.get().version() == read.version()) {
        return isLeftover(read) ? Optional.empty() : keys.map(k -> open(k, id, name, key, read));
      }
      row = again.get();
    }
  }

  /**
   * Decrypts a record as the one at {@code place}, whatever key the store says that the row has.
   */
  private RecordSnapshot open(
      AccountKeys keys, long id, RecordName name, TokenStore.Key place, Row row) {
    DataKey key =
        keys.withId(id)
            .orElseThrow(
                () ->
                    new VaultException(
                        Reason.KEY_UNKNOWN,
                        "account "
                            + keys.account()
                            + " has no data key "
                            + DataKey.idText(id)
                            + ": the record was altered, or the key was lost"));
    byte[] plaintext = format.open(key, place, row.value());
    return new OpenedRecord(name, keys.epoch(), row.version(), plaintext, key);
  }

  /**
   * Whether a record is left over from another installation, and deletes it by version if it is.
   * {@link TokenStore#find} may return no epoch, so this reads it with the account's records. Only
   * for records whose data key is unknown, since that is slow.
   */
  private boolean isLeftover(Row read) {
    Optional<Row> withEpoch =
        read.epoch().isEmpty() ? row(read.key(), read.version()) : Optional.of(read);
    Optional<Row> root = roots.read(read.key().account());
    boolean isAbsent = withEpoch.isEmpty() || root.isEmpty();
    if (!isAbsent && !withEpoch.get().isOf(root.get().epoch())) {
      store.delete(read.key(), read.version());
      return true;
    }
    return isAbsent;
  }

  private Optional<Row> row(TokenStore.Key key, long version) {
    TokenStore.Key after = null;
    List<Row> page;
    do {
      page = store.records(app, key.account(), after, PAGE);
      for (Row row : page) {
        if (row.key().equals(key) && row.version() == version) {
          return Optional.of(row);
        }
        after = row.key();
      }
    } while (page.size() == PAGE);
    return Optional.empty();
  }

  @Override
  public Optional<RecordSnapshot> replace(RecordSnapshot current, byte[] plaintext) {
    OpenedRecord read = (OpenedRecord) current;
    TokenStore.Key key = RecordKeys.key(app, read.name());
    byte[] sealed = format.seal(read.key(), key, plaintext);
    OptionalLong version = store.replace(key, read.version(), sealed);
    return version.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new OpenedRecord(
                read.name(), read.epoch(), version.getAsLong(), plaintext.clone(), read.key()));
  }

  @Override
  public boolean delete(RecordSnapshot current) {
    return store.delete(RecordKeys.key(app, current.name()), current.version());
  }

  @Override
  public boolean delete(RecordName name) {
    TokenStore.Key key = RecordKeys.key(app, name);
    for (int attempt = 0; attempt < DELETE_ATTEMPTS; attempt++) {
      Optional<Row> row = store.find(key);
      if (row.isEmpty()) {
        return false;
      }
      if (store.delete(key, row.get().version())) {
        return true;
      }
    }
    throw new VaultException(
        Reason.CONTENDED,
        "account "
            + key.account()
            + ", record "
            + key.name()
            + ": other callers wrote it "
            + DELETE_ATTEMPTS
            + " times in a row, or something else wrote its version. Forgetting the account"
            + " deletes it");
  }

  @Override
  public boolean deleteUnreadable(
      RecordName name, Predicate<VaultException> reason, Runnable ifUnknown) {
    TokenStore.Key key = RecordKeys.key(app, name);
    Optional<Row> row = store.find(key);
    try {
      find(name);
      return false;
    } catch (VaultException failure) {
      if (!reason.test(failure)) {
        throw failure;
      }
    }
    try {
      return row.isPresent() && store.delete(key, row.get().version());
    } catch (VaultException unknown) {
      ifUnknown.run();
      throw unknown;
    }
  }

  @Override
  public Map<RecordName, Long> versions(MondayAccount account) {
    Map<RecordName, Long> versions = new LinkedHashMap<>();
    forEachPage(
        account,
        page -> {
          for (Row row : page) {
            named(row)
                .filter(name -> name.kind() != Kind.FLOW)
                .ifPresent(name -> versions.put(name, row.version()));
          }
        });
    return versions;
  }

  private void forEachPage(MondayAccount account, Consumer<List<Row>> action) {
    TokenStore.Key after = null;
    List<Row> page;
    do {
      page = store.records(app, account.id(), after, PAGE);
      action.accept(page);
      after = page.isEmpty() ? after : page.get(page.size() - 1).key();
    } while (page.size() == PAGE);
  }

  /** Empty for a name of another format, so that one odd record does not block the whole list. */
  private static Optional<RecordName> named(Row row) {
    try {
      return Optional.of(RecordKeys.parse(row.key()));
    } catch (VaultException otherFormat) {
      return Optional.empty();
    }
  }

  @Override
  public AccountPage accounts(@Nullable MondayAccount after, int limit) {
    TokenStore.Key start = after == null ? null : TokenStore.Key.root(app, after.id());
    List<Row> page = store.roots(app, start, limit);
    List<MondayAccount> accounts =
        page.stream()
            .map(row -> row.key().account())
            .filter(id -> id != 0)
            .map(MondayAccount::new)
            .toList();
    return new AccountPage(accounts, page.size() < limit);
  }

  @Override
  public int purge(int limit) {
    return store.purge(time.instant(), limit);
  }

  @Override
  public AppRecords app() {
    return appRecords;
  }

  @Override
  public DeletedRecords forget(MondayAccount account) {
    DeletedAccount deleted = store.deleteAccount(app, account.id());
    dataKeys.drop(account.id());
    return new Deleted(deleted);
  }

  @Override
  public void forgetLeftovers(MondayAccount account, Consumer<DeletedRecords> deleted) {
    try {
      forEachPage(
          account, page -> leftovers(account, page).forEach(row -> deleteLeftover(row, deleted)));
    } finally {
      dataKeys.drop(account.id());
    }
  }

  /** If the store fails, it may have deleted the record anyway. */
  private void deleteLeftover(Row row, Consumer<DeletedRecords> deleted) {
    boolean mayBeDeleted = true;
    try {
      mayBeDeleted = store.delete(row.key(), row.version());
    } finally {
      if (mayBeDeleted) {
        deleted.accept(new Deleted(new DeletedAccount(null, List.of(row))));
      }
    }
  }

  /** Reads the root after the records: an epoch that is not the root's by then never returns. */
  private List<Row> leftovers(MondayAccount account, List<Row> records) {
    if (records.isEmpty()) {
      return records;
    }
    Optional<Row> root = roots.read(account.id());
    return records.stream()
        .filter(row -> root.isEmpty() || !isOfInstallation(row, root.get()))
        .toList();
  }

  /** Whether a record has the epoch of a root, or is under one of its data keys. */
  private static boolean isOfInstallation(Row record, Row root) {
    if (record.isOf(root.epoch())) {
      return true;
    }
    try {
      long id = RecordFormat.keyId(record);
      return RootFormat.of(root).keys().stream().anyMatch(key -> key.id() == id);
    } catch (VaultException otherFormat) {
      return false;
    }
  }

  private final class Deleted implements DeletedRecords {
    private final DeletedAccount account;

    Deleted(DeletedAccount account) {
      this.account = account;
    }

    @Override
    public int count() {
      return account.records().size();
    }

    @Override
    public Credentials credentials() {
      List<Row> rows =
          account.records().stream()
              .filter(row -> row.key().name().startsWith(Kind.CREDENTIAL.text() + "/"))
              .toList();
      Optional<AccountKeys> keys = rows.isEmpty() ? Optional.empty() : keys();
      List<RecordSnapshot> readable = new ArrayList<>();
      List<RecordName> unreadable = new ArrayList<>();
      int unnamed = 0;
      for (Row row : rows) {
        Optional<RecordName> name = named(row);
        Optional<RecordSnapshot> opened = keys.flatMap(k -> name.flatMap(n -> opened(k, n, row)));
        if (opened.isPresent()) {
          readable.add(opened.get());
        } else if (name.isPresent()) {
          unreadable.add(name.get());
        } else {
          unnamed++;
        }
      }
      return new Credentials(readable, unreadable, unnamed);
    }

    /** The data keys of the deleted root; empty if there was none, or if it does not unwrap. */
    private Optional<AccountKeys> keys() {
      try {
        return Optional.ofNullable(account.root()).map(roots::open);
      } catch (VaultException unreadable) {
        return Optional.empty();
      }
    }

    private Optional<RecordSnapshot> opened(AccountKeys keys, RecordName name, Row row) {
      try {
        return Optional.of(open(keys, RecordFormat.keyId(row), name, row.key(), row));
      } catch (VaultException unreadable) {
        return Optional.empty();
      }
    }
  }
}
