package io.github.mondayauth.vault;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.AccountRoot;
import io.github.mondayauth.vault.internal.Epoch;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.RecordName.Kind;
import io.github.mondayauth.vault.internal.RecordSnapshot;
import io.github.mondayauth.vault.internal.Sealer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Seals records on their way into the store and opens them on their way out. */
final class SealedRecords implements AccountRecords {
  private static final int PAGE = 200;
  private static final int PURGE_EVERY = 50;
  private static final int PURGE_LIMIT = 100;

  private final String app;
  private final TokenStore store;
  private final Roots roots;
  private final DataKeys dataKeys;
  private final RecordFormat format;
  private final InstantSource time;

  SealedRecords(
      String app,
      TokenStore store,
      Roots roots,
      DataKeys dataKeys,
      RecordFormat format,
      InstantSource time) {
    this.app = app;
    this.store = store;
    this.roots = roots;
    this.dataKeys = dataKeys;
    this.format = format;
    this.time = time;
  }

  /**
   * The keys are those of the read: what is sealed next can be opened by whoever sees the record.
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by no one
  private record OpenedRecord(
      RecordName name, Epoch epoch, long version, byte[] content, DataKey key)
      implements RecordSnapshot {
    @Override
    public byte[] plaintext() {
      return content.clone();
    }

    @Override
    public String toString() {
      return "Opened[" + name + ", version " + version + "]";
    }
  }

  @Override
  public AccountRoot open(MondayAccount account, Instant issuedAt) {
    while (true) {
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
  }

  @Override
  public Optional<AccountRoot> root(MondayAccount account) {
    return roots
        .read(account.id())
        .map(row -> new AccountRoot(Roots.epoch(row), RootValue.parse(row.value()).openedAt()));
  }

  @Override
  public Created consume(RecordName flow, Epoch epoch, Instant purgeAfter) {
    if (flow.kind() != Kind.FLOW) {
      throw new IllegalArgumentException("only flows are consumed");
    }
    Created outcome = create(flow, epoch, new byte[0], purgeAfter);
    if (ThreadLocalRandom.current().nextInt(PURGE_EVERY) == 0) {
      purge();
    }
    return outcome;
  }

  /** The mark is made: housekeeping that fails must not end the flow it stands for. */
  private void purge() {
    try {
      store.purge(time.instant(), PURGE_LIMIT);
    } catch (VaultException later) {
      // Another flow's turn.
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

  /** Keys that outlived the cache are asked for again: they may have been replaced meanwhile. */
  private Created create(AccountKeys held, RecordName name, byte[] plaintext) {
    if (name.owner().account().id() != held.account() || name.kind() == Kind.FLOW) {
      throw new IllegalArgumentException("a record of the sealer's account with content expected");
    }
    Optional<AccountKeys> keys =
        dataKeys.isAlive(held) ? Optional.of(held) : keys(name.owner().account(), held.epoch());
    return keys.map(k -> create(name, k.epoch(), format.seal(k.sealing(), name, plaintext), null))
        .orElse(Created.FENCED);
  }

  private Created create(RecordName name, Epoch epoch, byte[] value, @Nullable Instant purgeAfter) {
    TokenStore.Key key = StoredName.key(app, name);
    return store.create(key, epoch.text(), value, purgeAfter);
  }

  @Override
  public boolean put(RecordName name, byte[] plaintext) {
    TokenStore.Key key = StoredName.key(app, name);
    Optional<AccountKeys> keys = dataKeys.find(key.account(), any -> true);
    while (keys.isPresent()) {
      Epoch epoch = keys.get().epoch();
      byte[] sealed = format.seal(keys.get().sealing(), name, plaintext);
      if (store.put(key, epoch.text(), sealed)) {
        return true;
      }
      // Installed anew since the keys were read, or gone.
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
    Optional<Row> found = store.find(StoredName.key(app, name));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Row row = found.get();
    while (true) {
      Row read = row;
      long id = RecordFormat.keyId(read.value());
      Optional<AccountKeys> keys =
          dataKeys
              .find(read.key().account(), k -> isOf(k, read) && k.withId(id).isPresent())
              .filter(k -> isOf(k, read));
      if (keys.isEmpty()) {
        return Optional.empty(); // no root, or what is left of an earlier installation
      }
      if (keys.get().withId(id).isPresent()) {
        return keys.map(k -> open(k, id, name, read));
      }
      // A rotation may have encrypted the record anew and removed its key since it was read.
      Optional<Row> again = store.find(read.key());
      if (again.isEmpty()) {
        return Optional.empty();
      }
      if (again.get().version() == read.version()) {
        return keys.map(k -> open(k, id, name, read));
      }
      row = again.get();
    }
  }

  private RecordSnapshot open(AccountKeys keys, long id, RecordName name, Row row) {
    DataKey key =
        keys.withId(id)
            .orElseThrow(
                () ->
                    new VaultException(
                        Reason.KEY_UNKNOWN,
                        "the account has no data key "
                            + DataKey.idText(id)
                            + ": altered, or lost"));
    byte[] plaintext = format.open(key, name, row.value());
    return new OpenedRecord(name, keys.epoch(), row.version(), plaintext, key);
  }

  private static boolean isOf(AccountKeys keys, Row row) {
    return row.isOf(keys.epoch().text());
  }

  @Override
  public Optional<RecordSnapshot> replace(RecordSnapshot current, byte[] plaintext) {
    OpenedRecord read = (OpenedRecord) current;
    byte[] sealed = format.seal(read.key(), read.name(), plaintext);
    OptionalLong version = store.replace(StoredName.key(app, read.name()), read.version(), sealed);
    return version.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new OpenedRecord(
                read.name(), read.epoch(), version.getAsLong(), plaintext.clone(), read.key()));
  }

  @Override
  public boolean delete(RecordSnapshot current) {
    TokenStore.Key key = StoredName.key(app, current.name());
    return store.delete(key, current.version());
  }

  @Override
  public boolean delete(RecordName name) {
    TokenStore.Key key = StoredName.key(app, name);
    while (true) {
      Optional<Row> row = store.find(key);
      if (row.isEmpty()) {
        return false;
      }
      if (store.delete(key, row.get().version())) {
        return true;
      }
    }
  }

  @Override
  public List<RecordName> list(MondayAccount account) {
    List<RecordName> names = new ArrayList<>();
    TokenStore.Key after = null;
    List<Row> page;
    do {
      TokenStore.Key last = after;
      page = store.records(app, account.id(), last, PAGE);
      for (Row row : page) {
        named(row).filter(name -> name.kind() != Kind.FLOW).ifPresent(names::add);
        after = row.key();
      }
    } while (page.size() == PAGE);
    return names;
  }

  /** Empty for a name of another format, which must not keep the account from being forgotten. */
  private static Optional<RecordName> named(Row row) {
    try {
      return Optional.of(StoredName.parse(row.key()));
    } catch (VaultException otherFormat) {
      return Optional.empty();
    }
  }

  @Override
  public int forget(MondayAccount account) {
    int records = store.deleteAccount(app, account.id());
    dataKeys.drop(account.id());
    return records;
  }
}
