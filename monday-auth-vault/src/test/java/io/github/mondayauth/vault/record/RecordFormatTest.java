package io.github.mondayauth.vault.record;

import static io.github.mondayauth.vault.Vaults.ACCOUNT;
import static io.github.mondayauth.vault.Vaults.GITHUB;
import static io.github.mondayauth.vault.Vaults.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Owner;
import io.github.mondayauth.vault.Requirement;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.contract.Scale;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.RecordName.Kind;
import io.github.mondayauth.vault.key.AesGcm;
import io.github.mondayauth.vault.key.DataKey;
import io.github.mondayauth.vault.key.SeededCiphers;
import java.nio.ByteBuffer;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Attacks on one encrypted record, and the limits of the format. */
class RecordFormatTest {
  private static final DataKey KEY = DataKey.random(new SecureRandom(), Instant.EPOCH);
  private static final TokenStore.Key PLACE = RecordKeys.key("client-id", GITHUB);
  private static final int[] LENGTHS = {0, 1, 16, 33, 200, 1000};

  private final RecordFormat format = new RecordFormat("client-id", new AesGcm());
  private int attempts;

  @Test
  @Requirement({"F8", "F10"})
  void noAlteredRecordDecrypts() {
    Random random = new Random(1);
    for (int length : LENGTHS) {
      byte[] plaintext = new byte[length];
      random.nextBytes(plaintext);
      byte[] sealed = format.seal(KEY, PLACE, plaintext);
      assertThat(format.open(KEY, PLACE, sealed)).isEqualTo(plaintext);
      flipEveryBit(sealed);
      substituteEveryByte(sealed, random, Scale.of(length > 100 ? 40 : 255, 255));
      insertDeleteAndTruncateEverywhere(sealed, random);
    }
    assertThat(attempts).isGreaterThan(Scale.of(60_000, 250_000));
  }

  private void flipEveryBit(byte[] sealed) {
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] altered = sealed.clone();
      altered[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(altered);
    }
  }

  private void substituteEveryByte(byte[] sealed, Random random, int values) {
    for (int at = 0; at < sealed.length; at++) {
      int start = random.nextInt(255);
      for (int i = 0; i < values; i++) {
        byte[] altered = sealed.clone();
        altered[at] = (byte) (sealed[at] + 1 + (start + i) % 255);
        assertRefused(altered);
      }
    }
  }

  private void insertDeleteAndTruncateEverywhere(byte[] sealed, Random random) {
    for (int at = 0; at <= sealed.length; at++) {
      assertRefused(Arrays.copyOf(sealed, at == sealed.length ? at + 1 : at));
      assertRefused(Arrays.copyOfRange(sealed, at == 0 ? 1 : at, sealed.length));
      byte[] longer = new byte[sealed.length + 1];
      System.arraycopy(sealed, 0, longer, 0, at);
      System.arraycopy(sealed, at, longer, at + 1, sealed.length - at);
      longer[at] = (byte) random.nextInt(256);
      assertRefused(longer);
      if (at < sealed.length) {
        byte[] shorter = new byte[sealed.length - 1];
        System.arraycopy(sealed, 0, shorter, 0, at);
        System.arraycopy(sealed, at + 1, shorter, at, shorter.length - at);
        assertRefused(shorter);
      }
    }
  }

  /** Uses the key whatever id the header names: a reader would look the key up by that id. */
  private void assertRefused(byte[] altered) {
    attempts++;
    try {
      RecordFormat.keyId(FormatVectors.row(altered));
      format.open(KEY, PLACE, altered);
    } catch (VaultException refused) {
      if (refused.reason() == Reason.RECORD_REJECTED || refused.reason() == Reason.FORMAT_UNKNOWN) {
        return;
      }
    }
    throw new AssertionError("decrypted an altered record at attempt " + attempts);
  }

  @Test
  @Requirement({"F1", "F2", "F3", "F6"})
  void aRecordDecryptsInItsOwnContextOnly() {
    Random random = new Random(2);
    int pairs = 0;
    while (pairs < Scale.of(10_000, 100_000)) {
      Context writtenIn = Context.random(random);
      Context readIn = random.nextBoolean() ? writtenIn.changed(random) : Context.random(random);
      if (writtenIn.equals(readIn)) {
        continue;
      }
      pairs++;
      byte[] sealed = writtenIn.format().seal(KEY, writtenIn.place(), new byte[] {1});
      assertThatThrownBy(() -> readIn.format().open(KEY, readIn.place(), sealed))
          .as("%s decrypted as %s", writtenIn, readIn)
          .isInstanceOf(VaultException.class);
    }
  }

  /** An app and a name, made of strings that are easily confused. */
  private record Context(String app, RecordName name) {
    private static final String[] TEXTS = {
      "a",
      "ab",
      "b",
      "a/b",
      "a%2Fb",
      "a|b",
      "a:b",
      "a,b",
      "user:1",
      "account",
      "credential",
      "é",
      "e\u0301",
      "É",
      "ﬁ",
      "fi",
      "ａ",
      "A",
      " a",
      "a ",
      "a\u200b",
      "ı",
      "i",
      "\u212b",
      "Å",
      "🎉",
      "1",
      "12",
      "123"
    };
    private static final long[] IDS = {1, 2, 12, 21, 112, 121, 1212, Long.MAX_VALUE};

    static Context random(Random random) {
      return new Context(text(random), name(random));
    }

    RecordFormat format() {
      return new RecordFormat(app, SHARED);
    }

    TokenStore.Key place() {
      return RecordKeys.key(app, name);
    }

    Context changed(Random random) {
      RecordName other = name(random);
      return switch (random.nextInt(5)) {
        case 0 -> new Context(text(random), name);
        case 1 -> with(other.owner(), name.kind(), name.connection(), name.profile());
        case 2 -> with(name.owner(), other.kind(), name.connection(), name.profile());
        case 3 -> with(name.owner(), name.kind(), other.connection(), name.profile());
        default -> with(name.owner(), name.kind(), name.connection(), other.profile());
      };
    }

    private Context with(Owner owner, Kind kind, String connection, String profile) {
      return new Context(app, new RecordName(owner, kind, connection, profile));
    }

    private static RecordName name(Random random) {
      MondayUser user = new MondayAccount(id(random)).user(id(random));
      Owner owner = random.nextInt(3) == 0 ? user.account() : user;
      Kind kind = random.nextBoolean() ? Kind.CREDENTIAL : Kind.SECRET;
      String profile = random.nextInt(3) == 0 ? "" : text(random);
      return new RecordName(owner, kind, text(random), profile);
    }

    private static String text(Random random) {
      String text = TEXTS[random.nextInt(TEXTS.length)];
      return random.nextInt(4) == 0 ? text + TEXTS[random.nextInt(TEXTS.length)] : text;
    }

    private static long id(Random random) {
      return IDS[random.nextInt(IDS.length)];
    }
  }

  private static final AesGcm SHARED = new AesGcm();

  @Test
  @Requirement("F7")
  void everyWriteUsesANewNonce() {
    int writes = Scale.of(200_000, 10_000_000);
    NonceSet nonces = new NonceSet(writes);
    byte[] plaintext = {1};
    for (int i = 0; i < writes; i++) {
      byte[] sealed = format.seal(KEY, PLACE, plaintext);
      assertThat(nonces.add(sealed)).as("nonce %d repeats", i).isTrue();
    }
  }

  @Test
  @Requirement("F7")
  void aFailingRandomSourceFailsTheWrite() {
    RecordFormat failing =
        new RecordFormat(
            "client-id",
            SeededCiphers.aesGcm(
                new SecureRandom() {
                  private static final long serialVersionUID = 1L;

                  @Override
                  public void nextBytes(byte[] bytes) {
                    throw new ProviderException("no entropy");
                  }
                }));
    assertThatThrownBy(() -> failing.seal(KEY, PLACE, new byte[1]))
        .isInstanceOf(ProviderException.class);
  }

  @Test
  void showsTheVersionThatItFound() {
    byte[] sealed = format.seal(KEY, PLACE, new byte[1]);
    sealed[0] = (byte) 200;
    TokenStore.Row row = new TokenStore.Row(PLACE, 1, "epoch", sealed);
    assertThatThrownBy(() -> RecordFormat.keyId(row)).hasMessageContaining("found version 200 and");
  }

  @Test
  @Requirement("F11")
  void refusesARecordThatIsTooLarge() {
    byte[] largest = new byte[65_499];
    byte[] sealed = format.seal(KEY, PLACE, largest);
    assertThat(sealed).hasSize(TokenStore.MAX_VALUE_BYTES);
    assertThat(format.open(KEY, PLACE, sealed)).isEqualTo(largest);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> format.seal(KEY, PLACE, new byte[65_500]));
  }

  @Test
  void oneAesGcmServesManyKeysAndThreads() throws Exception {
    DataKey other = DataKey.random(new SecureRandom(), Instant.EPOCH);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<?>> calls = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      DataKey key = t % 2 == 0 ? KEY : other;
      calls.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 2_000; i++) {
                  byte[] plaintext = {(byte) i, (byte) (i >> 8)};
                  byte[] sealed = format.seal(key, PLACE, plaintext);
                  assertThat(format.open(key, PLACE, sealed)).isEqualTo(plaintext);
                }
              }));
    }
    for (Future<?> call : calls) {
      call.get();
    }
    threads.shutdown();
  }

  @Test
  @Requirement("F13")
  void namesAreShortAndPrintable() {
    for (String wrong :
        new String[] {
          "", "x".repeat(101), "a\u0000b", "a\nb", "a\u007fb", "a\u009fb", "\ud800", "a\udc00"
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> RecordName.of(USER, Kind.SECRET, wrong));
    }
    RecordName longest = new RecordName(ACCOUNT, Kind.SECRET, "/".repeat(100), "漢".repeat(100));
    assertThat(RecordKeys.parse(RecordKeys.key("client-id", longest))).isEqualTo(longest);
    assertThat(RecordName.of(USER, Kind.SECRET, " \u00a0~").connection()).isEqualTo(" \u00a0~");

    assertThat(new TokenStore.Key("é".repeat(64), 1, "é".repeat(384)).account()).isEqualTo(1);
    for (String[] wrong : new String[][] {{"x".repeat(129), "n"}, {"a", "x".repeat(769)}}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new TokenStore.Key(wrong[0], 1, wrong[1]));
    }
  }

  /** An open hash table of nonces of 96 bits: ten million take 200 MB. */
  private static final class NonceSet {
    private final long[] high;
    private final int[] low;
    private final Set<String> zero = new HashSet<>();

    NonceSet(int most) {
      int size = Integer.highestOneBit(most) * 2;
      high = new long[size];
      low = new int[size];
    }

    boolean add(byte[] sealed) {
      ByteBuffer nonce = ByteBuffer.wrap(sealed, RecordFormat.HEADER_BYTES, 12);
      long first = nonce.getLong();
      int second = nonce.getInt();
      if (first == 0) {
        return zero.add("" + second);
      }
      int slot = (int) (first & (high.length - 1));
      while (high[slot] != 0) {
        if (high[slot] == first && low[slot] == second) {
          return false;
        }
        slot = (slot + 1) & (high.length - 1);
      }
      high[slot] = first;
      low[slot] = second;
      return true;
    }
  }
}
