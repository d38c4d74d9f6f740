package io.github.mondayauth.vault;

import static io.github.mondayauth.vault.Vaults.ACCOUNT;
import static io.github.mondayauth.vault.Vaults.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.KeyRing.Wrapped;
import io.github.mondayauth.vault.VaultException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {
  private static final String BYTES = "jpbmwNwAiSKDBzMNj6eExS0RCLPLbDcGsiJRtkmMPCM";
  private static final KeyContext CONTEXT = new KeyContext("app", 1, "epoch", "00");
  private static final byte[] DATA_KEY =
      "0123456789abcdef0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  @TempDir private Path folder;

  @Test
  void generatesAFileForItsOwnerAlone() throws IOException {
    Path file = folder.resolve("keys.json");

    KeyRing.generate(file);

    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    KeyRing ring = KeyRing.fromFile(file);
    assertThat(ring.unwrap(ring.wrap(DATA_KEY, CONTEXT), CONTEXT)).isEqualTo(DATA_KEY);
    assertThatIllegalArgumentException().isThrownBy(() -> KeyRing.generate(file));
  }

  @Test
  void refusesAFileOthersMayRead() throws IOException {
    Path file = folder.resolve("keys.json");
    KeyRing.generate(file);
    for (String permissions : new String[] {"rw-r--r--", "rw-r-----", "rw----r--", "rw-----w-"}) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> KeyRing.fromFile(file))
          .withMessageContaining(permissions);
    }
  }

  @Test
  void refusesKeysThatAreNone() {
    refuses("");
    refuses("null");
    refuses("[]");
    refuses("{}");
    refuses("{\"keys\":[]}");
    refuses("{\"keys\":{}}");
    refuses("{\"keys\":[null]}");
    refuses("{\"keys\":[{\"kty\":\"oct\",\"kid\":\"a\"}]}");
    refuses("{\"keys\":[{\"kty\":\"martian\",\"kid\":\"a\"}," + key("b", BYTES, "") + "]}");
    refuses(set(key("", BYTES, "")));
    refuses(set("{\"kty\":\"oct\",\"k\":\"" + BYTES + "\"}"));
    refuses(set(key("a", "c2hvcnQ", "")));
    refuses(set(key("a", "A".repeat(43), "")));
    refuses(set(key("a", "_".repeat(42) + "8", "")));
    refuses(set(key("a", BYTES, "") + "," + key("a", BYTES, "")));
    refuses(set(key("a", BYTES, ",\"key_ops\":[\"unwrapKey\"]")));
    refuses(set(key("a", BYTES, ",\"key_ops\":[]")));
    refuses(
        set(
            "{\"kty\":\"RSA\",\"kid\":\"r\",\"n\":\"AQAB\",\"e\":\"AQAB\"},"
                + key("a", BYTES, "")));
  }

  @Test
  void aRefusalSaysNothingOfTheKey() {
    String text = set(key("a", BYTES.substring(3), ""));
    assertThatThrownBy(() -> KeyRing.of(Secret.of(text)))
        .hasMessageContaining("key a")
        .hasMessageNotContaining(BYTES.substring(5, 12));
    assertThatThrownBy(() -> KeyRing.of(Secret.of(BYTES)))
        .hasNoCause()
        .hasMessageNotContaining(BYTES.substring(5, 12));
    assertThat(KeyRing.of(Secret.of(set(key("a", BYTES, "")))).toString()).isEqualTo("KeyRing[a]");
  }

  @Test
  void theFirstKeyThatMayWrapIsThePrimaryOne() {
    KeyRing ring =
        KeyRing.of(
            Secret.of(
                set(
                    key("old", BYTES, ",\"key_ops\":[\"unwrapKey\"]")
                        + ","
                        + key("new", BYTES.replace('j', 'k'), ""))));
    assertThat(ring.primaryKeyId()).isEqualTo("new");
    assertThat(ring.wrap(DATA_KEY, CONTEXT).keyId()).isEqualTo("new");
  }

  @Test
  void aWrappedKeyOpensInItsContextOnly() {
    KeyRing ring = KeyRing.of(Secret.of(set(key("a", BYTES, "") + "," + key("b", BYTES, ""))));
    Wrapped wrapped = ring.wrap(DATA_KEY, CONTEXT);

    refuses(ring, wrapped, new KeyContext("apq", 1, "epoch", "00"));
    refuses(ring, wrapped, new KeyContext("app", 2, "epoch", "00"));
    refuses(ring, wrapped, new KeyContext("app", 1, "epocH", "00"));
    refuses(ring, wrapped, new KeyContext("app", 1, "epoch", "01"));
    refuses(ring, wrapped, new KeyContext("ap", 1, "pepoch", "00"));
    refuses(ring, new Wrapped("b", wrapped.bytes()), CONTEXT);
    assertThat(ring.unwrap(wrapped, CONTEXT)).isEqualTo(DATA_KEY);
  }

  @Test
  void anUnknownAndADisabledKeyAreSaidToBeThat() {
    KeyRing ring = KeyRing.of(Secret.of(set(key("a", BYTES, ""))));
    KeyRing later =
        KeyRing.of(
            Secret.of(
                set(
                    key("a", BYTES, ",\"key_ops\":[]")
                        + ","
                        + key("b", BYTES.replace('j', 'k'), ""))));
    Wrapped wrapped = ring.wrap(DATA_KEY, CONTEXT);

    assertReason(() -> later.unwrap(wrapped, CONTEXT), Reason.KEY_DISABLED);
    assertReason(() -> ring.unwrap(later.wrap(DATA_KEY, CONTEXT), CONTEXT), Reason.KEY_UNKNOWN);
  }

  @Test
  @Must("F22")
  void aVaultRefusesToStartWithAnotherKeyOfTheSameId() {
    TokenStore store = TokenStore.inMemory();
    Vaults.vault(store, ring("a", BYTES), new Vaults.Clock()).openAccount(ACCOUNT, NOW);

    assertReason(
        () -> Vaults.vault(store, ring("a", BYTES.replace('j', 'k')), new Vaults.Clock()),
        Reason.KEY_MISMATCH);
  }

  @Test
  void aVaultRefusesToStartWithoutTheKeyThatWrapped() {
    TokenStore store = TokenStore.inMemory();
    Vaults.vault(store, ring("a", BYTES), new Vaults.Clock()).openAccount(ACCOUNT, NOW);

    assertReason(
        () -> Vaults.vault(store, ring("b", BYTES), new Vaults.Clock()), Reason.KEY_UNKNOWN);
  }

  @Test
  void aMissingKeyCheckIsMadeUpForByARoot() {
    TokenStore store = TokenStore.inMemory();
    Vaults.vault(store, ring("a", BYTES), new Vaults.Clock()).openAccount(ACCOUNT, NOW);
    store.deleteAccount("client-id", 0);

    Vaults.vault(store, ring("a", BYTES), new Vaults.Clock());
    assertReason(
        () -> Vaults.vault(store, ring("a", BYTES.replace('j', 'k')), new Vaults.Clock()),
        Reason.KEY_MISMATCH);
  }

  private static KeyRing ring(String id, String bytes) {
    return KeyRing.of(Secret.of(set(key(id, bytes, ""))));
  }

  private static void refuses(String json) {
    assertThatIllegalArgumentException().isThrownBy(() -> JwkKeyRing.parse(json)).withNoCause();
  }

  private static void refuses(KeyRing ring, Wrapped wrapped, KeyContext context) {
    assertReason(() -> ring.unwrap(wrapped, context), Reason.KEY_MISMATCH);
  }

  private static void assertReason(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, Reason reason) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            VaultException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static String set(String keys) {
    return "{\"keys\":[" + keys + "]}";
  }

  private static String key(String id, String bytes, String more) {
    return "{\"kty\":\"oct\",\"kid\":\"" + id + "\",\"k\":\"" + bytes + "\"" + more + "}";
  }
}
