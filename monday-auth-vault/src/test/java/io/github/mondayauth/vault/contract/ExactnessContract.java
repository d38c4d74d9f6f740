package io.github.mondayauth.vault.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.TokenStore.Row;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Keys and values come back byte for byte, and similar keys stay different. */
interface ExactnessContract extends Fixture {
  @Test
  default void namesDifferByCase() {
    assertAllDifferent("github", "GitHub", "GITHUB", "githuB", "straße", "STRASSE", "strasse");
  }

  @Test
  default void namesDifferByLeadingAndTrailingSpaces() {
    assertAllDifferent("name", "name ", "name  ", " name", "na me", "name\u00a0");
  }

  @Test
  default void namesDifferByAccentsAndTheirEncoding() {
    assertAllDifferent("e", "é", "e\u0301", "è", "ẹ", "ﬁ", "fi", "Å", "\u212b", "A\u030a");
  }

  @Test
  default void namesDifferByInvisibleCharacters() {
    assertAllDifferent("ab", "a\u200bb", "a\u00adb", "a\u200db", "a\ufeffb", "ab\u200e");
  }

  @Test
  default void namesDifferByLettersThatSomeLanguagesTreatAsEqual() {
    assertAllDifferent("i", "ı", "I", "İ", "ß", "ss", "ａ", "a", "ᵃ", "я", "Я", "א", "𝒶");
  }

  @Test
  default void aNameMayBeThePrefixOfAnother() {
    assertAllDifferent("a", "aa", "aaa", "a/", "a/a", "a/aa", "a0", "a.", "a-");
  }

  @Test
  default void wildcardsAndQuotesAreOrdinaryCharacters() {
    assertAllDifferent(
        "%", "_", "a%", "a_", "*", "?", "'", "''", "\"", "\\", "\\\\", "`", "a;--", "${a}", "[a]");
  }

  @Test
  default void keepsCharactersBeyondTheBasicPlane() {
    assertAllDifferent("🎉", "🎉🎉", "👩‍👩‍👧", "𐍈", "漢字", "\uffee", "\ue000", "\ud800\udc00");
  }

  @Test
  default void keepsTheLongestNameWhole() {
    String longest = "ü".repeat(TokenStore.Key.MAX_NAME_BYTES / 2);
    assertAllDifferent(longest, longest.substring(1), longest.substring(1) + "u\u0308".charAt(0));
  }

  @Test
  default void keepsTheLongestAppWhole() {
    String longest = Fixture.app();
    longest = longest + "x".repeat(TokenStore.Key.MAX_APP_BYTES - longest.length());
    String shorter = longest.substring(1);
    open(longest);
    open(shorter);
    TokenStore.Key first = created(longest, "name");
    assertThat(store().find(Fixture.key(shorter, "name"))).isEmpty();
    assertThat(read(first).key().app()).isEqualTo(longest);
  }

  @Test
  default void appsDifferByCaseAndSpaces() {
    String app = Fixture.app();
    String[] apps = {app, app + " ", app.replace('c', 'C'), app.replace("o", "ö")};
    for (String each : apps) {
      open(each, ACCOUNT, "epoch" + each.hashCode());
    }
    for (String each : apps) {
      assertThat(read(TokenStore.Key.root(each, ACCOUNT)).epoch())
          .isEqualTo("epoch" + each.hashCode());
    }
  }

  @Test
  default void keepsEveryByte() {
    byte[] value = new byte[256];
    for (int i = 0; i < value.length; i++) {
      value[i] = (byte) i;
    }
    assertKept(value);
  }

  @Test
  default void keepsAnEmptyValue() {
    assertKept(new byte[0]);
  }

  @Test
  default void keepsBytesThatAreNoText() {
    assertKept(new byte[] {0, 0, 0});
    assertKept(new byte[] {(byte) 0xff, (byte) 0xfe, 0, (byte) 0xc0, (byte) 0x80});
    assertKept(Fixture.bytes("trailing spaces  "));
    assertKept(Fixture.bytes("'; DROP TABLE monday_auth_record; --"));
  }

  @Test
  default void keepsTheLargestValue() {
    byte[] value = new byte[TokenStore.MAX_VALUE_BYTES];
    new Random(1).nextBytes(value);
    assertKept(value);
    assertKept(Arrays.copyOf(value, value.length - 1));
    assertKept(Arrays.copyOf(value, 256));
    assertKept(Arrays.copyOf(value, 255));
  }

  @Test
  default void aValueMayGrowAndShrink() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = created(app, "name");
    for (int length :
        new int[] {TokenStore.MAX_VALUE_BYTES, 0, 300, TokenStore.MAX_VALUE_BYTES, 1}) {
      byte[] value = new byte[length];
      new Random(length).nextBytes(value);
      assertThat(store().replace(key, read(key).version(), value)).isPresent();
      assertThat(read(key).value()).isEqualTo(value);
    }
  }

  @Test
  default void aRootMayBeLarge() {
    String app = Fixture.app();
    byte[] value = new byte[TokenStore.MAX_VALUE_BYTES];
    new Random(2).nextBytes(value);
    store().create(TokenStore.Key.root(app, ACCOUNT), EPOCH, value, null);
    assertThat(read(TokenStore.Key.root(app, ACCOUNT)).value()).isEqualTo(value);
  }

  private void assertKept(byte[] value) {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = Fixture.key(app, "name");
    store().create(key, EPOCH, value, null);
    assertThat(read(key).value()).isEqualTo(value);
    assertThat(store().records(app, ACCOUNT, null, 1).get(0).value()).isEqualTo(value);
  }

  private void assertAllDifferent(String... names) {
    String app = Fixture.app();
    open(app);
    for (String name : names) {
      TokenStore.Key key = Fixture.key(app, name);
      assertThat(store().create(key, EPOCH, Fixture.bytes("value of " + name), null))
          .as(name)
          .isEqualTo(TokenStore.Created.CREATED);
    }
    for (String name : names) {
      assertThat(read(Fixture.key(app, name)).value()).isEqualTo(Fixture.bytes("value of " + name));
    }
    List<Row> all = Fixture.all(store(), app, ACCOUNT, 2, names.length);
    assertThat(all).extracting(row -> row.key().name()).containsExactlyInAnyOrder(names);
    TokenStore.Key first = Fixture.key(app, names[0]);
    assertThat(store().delete(first, read(first).version())).isTrue();
    assertThat(store().records(app, ACCOUNT, null, 100)).hasSize(names.length - 1);
  }

  @Test
  default void accountsWhoseIdsDifferInTheUpper32BitsAreDifferent() {
    String app = Fixture.app();
    long[] accounts = {ACCOUNT, ACCOUNT + (1L << 32), ACCOUNT + (1L << 33), ACCOUNT + (1L << 62)};
    for (long account : accounts) {
      open(app, account, "epoch-" + account);
      TokenStore.Key key = new TokenStore.Key(app, account, "name");
      byte[] value = Fixture.bytes("of " + account);
      assertThat(store().create(key, "epoch-" + account, value, null)).isEqualTo(Created.CREATED);
    }
    for (long account : accounts) {
      TokenStore.Key key = new TokenStore.Key(app, account, "name");
      assertThat(read(key).value()).isEqualTo(Fixture.bytes("of " + account));
      assertThat(store().records(app, account, null, 10)).hasSize(1);
      assertThat(read(TokenStore.Key.root(app, account)).epoch()).isEqualTo("epoch-" + account);
    }
    assertThat(store().roots(app, null, 10)).hasSize(accounts.length);
    assertThat(store().deleteAccount(app, ACCOUNT).records()).hasSize(1);
    assertThat(store().roots(app, null, 10)).hasSize(accounts.length - 1);
  }
}
