package io.github.mondayauth.vault.key;

import static io.github.mondayauth.vault.Vaults.assertReason;
import static io.github.mondayauth.vault.Vaults.key;
import static io.github.mondayauth.vault.Vaults.keySet;
import static io.github.mondayauth.vault.Vaults.ring;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.Secret;
import io.github.mondayauth.internal.Base64Url;
import io.github.mondayauth.vault.KeyContext;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.KeyRing.Wrapped;
import io.github.mondayauth.vault.Requirement;
import io.github.mondayauth.vault.VaultException.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JwkKeyRingTest {
  private static final String BYTES = "jpbmwNwAiSKDBzMNj6eExS0RCLPLbDcGsiJRtkmMPCM";
  private static final String OTHER_BYTES = BYTES.replace('j', 'k');
  private static final KeyContext CONTEXT =
      new KeyContext("app", 1, "epoch", Instant.EPOCH, "00", Instant.EPOCH);
  private static final byte[] DATA_KEY =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  @Test
  @Requirement({"F27", "F28"})
  void refusesWhatIsNoSetOfUsableKeys() {
    assertRefused("");
    assertRefused("null");
    assertRefused("[]");
    assertRefused("{}");
    assertRefused("{\"keys\":[]}");
    assertRefused("{\"keys\":{}}");
    assertRefused("{\"keys\":[null]}");
    assertRefused("{\"keys\":[{\"kty\":\"oct\",\"kid\":\"a\"}]}");
    assertRefused("{\"keys\":[{\"kty\":\"martian\",\"kid\":\"a\"}," + key("b", BYTES) + "]}");
    assertRefused(keySet(key("", BYTES)));
    assertRefused(keySet(key("a b", BYTES)));
    assertRefused(keySet(key("é", BYTES)));
    assertRefused(keySet(key("a".repeat(65), BYTES)));
    assertRefused(keySet("{\"kty\":\"oct\",\"k\":\"" + BYTES + "\"}"));
    assertRefused(keySet(key("a", "c2hvcnQ")));
    assertRefused(keySet(key("a", "A".repeat(43))));
    assertRefused(keySet(key("a", "_".repeat(42) + "8")));
    assertRefused(keySet(key("a", BYTES), key("a", BYTES)));
    assertRefused(keySet(key("a", BYTES, ",\"key_ops\":[\"unwrapKey\"]")));
    assertRefused(keySet(key("a", BYTES, ",\"key_ops\":[]")));
    assertRefused(
        keySet("{\"kty\":\"RSA\",\"kid\":\"r\",\"n\":\"AQAB\",\"e\":\"AQAB\"}", key("a", BYTES)));
  }

  @Test
  @Requirement("F27")
  void aKeyHasAtLeastSixteenDistinctBytes() {
    byte[] bytes = new byte[32];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i % 16);
    }
    assertThat(ring(key("a", Base64Url.encode(bytes))).primaryKeyId()).isEqualTo("a");
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i % 15);
    }
    assertRefused(keySet(key("a", Base64Url.encode(bytes))));
  }

  @Test
  void saysHowManyBitsAKeyHas() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JwkKeyRing.parse(keySet(key("a", "c2hvcnQ"))))
        .withMessageContaining("expected 256 bits, found 40");
  }

  @Test
  void aRefusalRevealsNothingOfTheKey() {
    String set = keySet(key("a", BYTES.substring(3)));
    assertThatThrownBy(() -> KeyRing.of(Secret.of(set)))
        .hasMessageContaining("key a")
        .hasMessageNotContaining(BYTES.substring(5, 12));
    assertThatThrownBy(() -> KeyRing.of(Secret.of(BYTES)))
        .hasNoCause()
        .hasMessageNotContaining(BYTES.substring(5, 12));
    assertThat(ring(key("a", BYTES)).toString()).isEqualTo("KeyRing[a]");
  }

  @Test
  @Requirement("F28")
  void theFirstKeyThatMayWrapIsThePrimaryKey() {
    KeyRing ring = ring(key("old", BYTES, ",\"key_ops\":[\"unwrapKey\"]"), key("new", OTHER_BYTES));
    assertThat(ring.primaryKeyId()).isEqualTo("new");
    assertThat(ring.wrap(DATA_KEY, CONTEXT).keyId()).isEqualTo("new");
  }

  @Test
  @Requirement("F28")
  void aKeyWithoutKeyOperationsMayWrapAndUnwrap() {
    KeyRing ring = ring(key("a", BYTES), key("b", OTHER_BYTES));
    assertThat(ring.primaryKeyId()).isEqualTo("a");
    assertThat(ring.unwrap(ring.wrap(DATA_KEY, CONTEXT), CONTEXT)).isEqualTo(DATA_KEY);
    KeyRing onlyWraps = ring(key("a", BYTES, ",\"key_ops\":[\"wrapKey\"]"));
    Wrapped wrapped = onlyWraps.wrap(DATA_KEY, CONTEXT);
    assertReason(() -> onlyWraps.unwrap(wrapped, CONTEXT), Reason.KEY_DISABLED);
    assertThat(ring.unwrap(wrapped, CONTEXT)).isEqualTo(DATA_KEY);
  }

  /** The bytes of the key are used as they are, whatever algorithm the JWK is meant for. */
  @Test
  @Requirement("F27")
  void theAlgorithmOfAKeyHasNoMeaning() {
    for (String algorithm : List.of("A256KW", "A256GCMKW", "HS256", "any")) {
      KeyRing ring = ring(key("a", BYTES, ",\"alg\":\"" + algorithm + "\""));
      assertThat(ring(key("a", BYTES)).unwrap(ring.wrap(DATA_KEY, CONTEXT), CONTEXT))
          .isEqualTo(DATA_KEY);
    }
  }

  @Test
  void aWrappedKeyUnwrapsInItsContextOnly() {
    KeyRing ring = ring(key("a", BYTES), key("b", BYTES));
    Wrapped wrapped = ring.wrap(DATA_KEY, CONTEXT);

    assertMismatch(
        ring, wrapped, new KeyContext("apq", 1, "epoch", Instant.EPOCH, "00", Instant.EPOCH));
    assertMismatch(
        ring, wrapped, new KeyContext("app", 2, "epoch", Instant.EPOCH, "00", Instant.EPOCH));
    assertMismatch(
        ring, wrapped, new KeyContext("app", 1, "epocH", Instant.EPOCH, "00", Instant.EPOCH));
    assertMismatch(
        ring, wrapped, new KeyContext("app", 1, "epoch", Instant.EPOCH, "01", Instant.EPOCH));
    assertMismatch(
        ring, wrapped, new KeyContext("ap", 1, "pepoch", Instant.EPOCH, "00", Instant.EPOCH));
    Instant second = Instant.EPOCH.plusSeconds(1);
    assertMismatch(ring, wrapped, new KeyContext("app", 1, "epoch", second, "00", Instant.EPOCH));
    assertMismatch(ring, wrapped, new KeyContext("app", 1, "epoch", Instant.EPOCH, "00", second));
    assertMismatch(ring, new Wrapped("b", wrapped.bytes()), CONTEXT);
    assertThat(ring.unwrap(wrapped, CONTEXT)).isEqualTo(DATA_KEY);
  }

  @Test
  @Requirement("F28")
  void tellsAnUnknownKeyFromADisabledOne() {
    KeyRing ring = ring(key("a", BYTES));
    KeyRing later = ring(key("a", BYTES, ",\"key_ops\":[]"), key("b", OTHER_BYTES));
    Wrapped wrapped = ring.wrap(DATA_KEY, CONTEXT);

    assertReason(() -> later.unwrap(wrapped, CONTEXT), Reason.KEY_DISABLED);
    assertReason(() -> ring.unwrap(later.wrap(DATA_KEY, CONTEXT), CONTEXT), Reason.KEY_UNKNOWN);
  }

  private static void assertRefused(String json) {
    assertThatIllegalArgumentException().isThrownBy(() -> JwkKeyRing.parse(json)).withNoCause();
  }

  private static void assertMismatch(KeyRing ring, Wrapped wrapped, KeyContext context) {
    assertReason(() -> ring.unwrap(wrapped, context), Reason.KEY_MISMATCH);
  }
}
