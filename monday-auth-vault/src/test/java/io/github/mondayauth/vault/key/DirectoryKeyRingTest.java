package io.github.mondayauth.vault.key;

import static io.github.mondayauth.vault.Vaults.assertReason;
import static io.github.mondayauth.vault.Vaults.key;
import static io.github.mondayauth.vault.Vaults.keySet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.vault.KeyContext;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.KeyRing.Wrapped;
import io.github.mondayauth.vault.Requirement;
import io.github.mondayauth.vault.VaultException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryKeyRingTest {
  private static final String OLD = "jpbmwNwAiSKDBzMNj6eExS0RCLPLbDcGsiJRtkmMPCM";
  private static final String NEW = "9pbmwNwAiSKDBzMNj6eExS0RCLPLbDcGsiJRtkmMPCM";
  private static final KeyContext CONTEXT =
      new KeyContext("app", 1, "epoch", Instant.EPOCH, "00", Instant.EPOCH);
  private static final byte[] DATA_KEY = new byte[32];

  private final AtomicLong nanos = new AtomicLong(1);
  private final List<Reason> refusals = new ArrayList<>();
  @TempDir private Path folder;
  private DirectoryKeyRing ring;

  @BeforeEach
  void open() throws IOException {
    write("1.json", set("old", OLD));
    ring = new DirectoryKeyRing(folder, nanos::get);
    ring.onRefusedChange(refusals::add);
  }

  @Test
  void followsAChangeWithinFiveSeconds() throws IOException {
    Wrapped before = ring.wrap(DATA_KEY, CONTEXT);
    write("1.json", keySet(key("old", OLD, ",\"key_ops\":[\"unwrapKey\"]")));
    write("2.json", set("new", NEW));

    assertThat(ring.primaryKeyId()).isEqualTo("old");
    nanos.addAndGet(Duration.ofSeconds(5).toNanos());
    assertThat(ring.primaryKeyId()).isEqualTo("new");
    assertThat(ring.unwrap(before, CONTEXT)).isEqualTo(DATA_KEY);
    assertThat(refusals).isEmpty();
  }

  @Test
  void followsASymbolicLinkThatASecretMountSwitches() throws IOException {
    Path mount = Files.createDirectory(folder.resolve("mount"));
    Path first = Files.createDirectory(mount.resolve("..first"));
    Path second = Files.createDirectory(mount.resolve("..second"));
    Files.move(folder.resolve("1.json"), first.resolve("keys.json"));
    write("mount/..second/keys.json", set("new", NEW));
    Files.setPosixFilePermissions(
        second.resolve("keys.json"), PosixFilePermissions.fromString("r--r-----"));
    Files.createSymbolicLink(mount.resolve("..data"), first.getFileName());
    Files.createSymbolicLink(mount.resolve("keys.json"), Path.of("..data/keys.json"));
    DirectoryKeyRing mounted = new DirectoryKeyRing(mount, nanos::get);
    assertThat(mounted.primaryKeyId()).isEqualTo("old");

    Files.delete(mount.resolve("..data"));
    Files.createSymbolicLink(mount.resolve("..data"), second.getFileName());
    checkNow();
    assertThat(mounted.primaryKeyId()).isEqualTo("new");
  }

  @Test
  void anInvalidChangeKeepsThePreviousKeysAndIsReportedOnce() throws IOException {
    write("1.json", "not json");
    checkNow();
    checkNow();
    assertThat(ring.primaryKeyId()).isEqualTo("old");
    assertThat(refusals).containsExactly(Reason.KEY_UNAVAILABLE);

    write("1.json", set("old", OLD) + " ");
    checkNow();
    assertThat(ring.wrap(DATA_KEY, CONTEXT).keyId()).isEqualTo("old");
    assertThat(refusals).hasSize(1);
  }

  @Test
  void aKnownIdWithOtherBytesIsAnInvalidChange() throws IOException {
    Wrapped before = ring.wrap(DATA_KEY, CONTEXT);
    write("1.json", set("old", NEW));
    checkNow();
    assertThat(ring.unwrap(before, CONTEXT)).isEqualTo(DATA_KEY);
    assertThat(refusals).containsExactly(Reason.KEY_MISMATCH);
  }

  @Test
  void aRemovedIdDoesNotReturnWithOtherBytes() throws IOException {
    write("2.json", set("new", NEW));
    checkNow();
    Files.delete(folder.resolve("1.json"));
    checkNow();
    assertThat(ring.primaryKeyId()).isEqualTo("new");

    write("3.json", set("old", NEW));
    checkNow();
    assertThat(refusals).containsExactly(Reason.KEY_MISMATCH);
    assertThat(ring.primaryKeyId()).isEqualTo("new");

    write("3.json", set("old", OLD));
    checkNow();
    Wrapped before = ring.wrap(DATA_KEY, CONTEXT);
    assertThat(ring.unwrap(before, CONTEXT)).isEqualTo(DATA_KEY);
    assertThat(refusals).hasSize(1);
  }

  @Test
  void anIdThatWasAddedAndRemovedDoesNotReturnWithOtherBytes() throws IOException {
    write("2.json", set("added", NEW));
    checkNow();
    Files.delete(folder.resolve("2.json"));
    checkNow();

    write("2.json", set("added", OLD.replace('j', 'k')));
    checkNow();
    assertThat(refusals).containsExactly(Reason.KEY_MISMATCH);
  }

  @Test
  @Requirement("F28")
  void keysOfSeveralFilesHaveTheOrderOfTheNamesOfTheFiles() throws IOException {
    write("2.json", set("new", NEW));
    checkNow();
    assertThat(ring.primaryKeyId()).isEqualTo("old");

    Files.move(folder.resolve("2.json"), folder.resolve("0.json"));
    checkNow();
    assertThat(ring.primaryKeyId()).isEqualTo("new");
    assertThat(ring).hasToString("KeyRing[new, old]");
  }

  @Test
  void ignoresHiddenFilesAndFolders() throws IOException {
    write(".hidden.json", "not json");
    Files.createDirectory(folder.resolve("folder"));
    write("2.json", set("new", NEW));
    checkNow();

    assertThat(refusals).isEmpty();
    assertThat(ring).hasToString("KeyRing[old, new]");
  }

  @Test
  void readsTheDirectoryAgainAfterFiveSecondsOnly() throws IOException {
    nanos.set(Duration.ofDays(1).toNanos());
    DirectoryKeyRing late = new DirectoryKeyRing(folder, nanos::get);
    write("1.json", set("new", NEW));
    nanos.addAndGet(Duration.ofSeconds(5).toNanos() - 1);
    assertThat(late.primaryKeyId()).isEqualTo("old");
    nanos.addAndGet(1);
    assertThat(late.primaryKeyId()).isEqualTo("new");
  }

  @Test
  void reportsARefusedChangeToTheApplicationsListener() throws IOException {
    List<String> events = new ArrayList<>();
    GuardedKeyRing guarded =
        new GuardedKeyRing(
            ring,
            new AuthListener() {
              @Override
              public void keyFailed(String reasonCode, @Nullable String keyId) {
                events.add(reasonCode + " " + keyId);
              }
            });
    write("1.json", "not json");
    nanos.addAndGet(Duration.ofSeconds(5).toNanos());

    assertThat(guarded.primaryKeyId()).isEqualTo("old");
    assertThat(events).containsExactly("key_unavailable null");
  }

  @Test
  void anEmptiedDirectoryKeepsThePreviousKeys() throws IOException {
    Files.delete(folder.resolve("1.json"));
    checkNow();
    assertThat(ring.primaryKeyId()).isEqualTo("old");
    assertThat(refusals).hasSize(1);
  }

  @Test
  void refusesAFileThatOthersMayAccess() throws IOException {
    Files.setPosixFilePermissions(
        folder.resolve("1.json"), PosixFilePermissions.fromString("rw-r--r--"));
    assertThatIllegalArgumentException().isThrownBy(() -> KeyRing.fromDirectory(folder));
    Files.setPosixFilePermissions(
        folder.resolve("1.json"), PosixFilePermissions.fromString("rw-rw----"));
    assertThatIllegalArgumentException().isThrownBy(() -> KeyRing.fromDirectory(folder));
    Files.setPosixFilePermissions(
        folder.resolve("1.json"), PosixFilePermissions.fromString("r--r-----"));
    assertThat(KeyRing.fromDirectory(folder).primaryKeyId()).isEqualTo("old");
  }

  @Test
  void refusesAnEmptyOrMissingDirectory() throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyRing.fromDirectory(folder.resolve("missing")));
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatIllegalArgumentException().isThrownBy(() -> KeyRing.fromDirectory(empty));
  }

  @Test
  void aRemovedKeyIsUnknown() throws IOException {
    Wrapped before = ring.wrap(DATA_KEY, CONTEXT);
    write("1.json", set("new", NEW));
    checkNow();
    assertReason(() -> ring.unwrap(before, CONTEXT), Reason.KEY_UNKNOWN);
  }

  private void checkNow() {
    nanos.addAndGet(Duration.ofSeconds(5).toNanos());
    ring.primaryKeyId();
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.deleteIfExists(file);
    KeyFile.create(file, text);
  }

  private static String set(String id, String bytes) {
    return keySet(key(id, bytes));
  }
}
