package io.github.mondayauth.vault.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Row;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Creating or replacing records. */
interface PutContract extends Fixture {
  @Test
  default void createsAMissingRecord() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = Fixture.key(app, "name");
    assertThat(store().put(key, EPOCH, OTHER)).isTrue();
    Row row = read(key);
    assertThat(row.key()).isEqualTo(key);
    assertThat(row.epoch()).isIn("", EPOCH);
    assertThat(row.value()).isEqualTo(OTHER);
  }

  @Test
  default void replacesAnExistingRecord() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = created(app, "name");
    assertThat(store().put(key, EPOCH, OTHER)).isTrue();
    assertThat(read(key).value()).isEqualTo(OTHER);
    assertThat(read(key).epoch()).isIn("", EPOCH);
    assertThat(store().records(app, ACCOUNT, null, 10)).hasSize(1);
  }

  @Test
  default void aPutChangesTheVersion() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = created(app, "name");
    long stale = read(key).version();
    assertThat(store().put(key, EPOCH, OTHER)).isTrue();
    assertThat(store().replace(key, stale, VALUE)).isEmpty();
    assertThat(store().delete(key, stale)).isFalse();
    assertThat(read(key).value()).isEqualTo(OTHER);
    assertThat(store().replace(key, read(key).version(), VALUE)).isPresent();
  }

  @Test
  default void noVersionReturnsWithPuts() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = Fixture.key(app, "name");
    Set<Long> versions = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      for (int put = 0; put < 3; put++) {
        assertThat(store().put(key, EPOCH, VALUE)).isTrue();
        assertThat(versions.add(read(key).version())).isTrue();
      }
      assertThat(store().delete(key, read(key).version())).isTrue();
    }
  }

  @Test
  default void putsNothingWithoutARoot() {
    String app = Fixture.app();
    TokenStore.Key key = Fixture.key(app, "name");
    assertThat(store().put(key, EPOCH, VALUE)).isFalse();
    assertThat(store().find(key)).isEmpty();
    assertThat(store().find(TokenStore.Key.root(app, ACCOUNT))).isEmpty();
  }

  @Test
  default void putsNothingUnderAnotherEpoch() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = created(app, "name");
    for (String epoch : new String[] {"epoch-two", "EPOCH-ONE", "epoch-on", "epoch-one2", "%"}) {
      TokenStore.Key absent = Fixture.key(app, "absent");
      assertThat(store().put(absent, epoch, OTHER)).as(epoch).isFalse();
      assertThat(store().find(absent)).as(epoch).isEmpty();
      assertThat(store().put(key, epoch, OTHER)).as(epoch).isFalse();
    }
    assertThat(read(key).value()).isEqualTo(VALUE);
    assertThat(read(key).epoch()).isIn("", EPOCH);
  }

  @Test
  default void putsNothingAfterTheAccountWasDeleted() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = created(app, "name");
    store().deleteAccount(app, ACCOUNT);
    assertThat(store().put(key, EPOCH, OTHER)).isFalse();
    open(app, ACCOUNT, "epoch-two");
    assertThat(store().put(key, EPOCH, OTHER)).isFalse();
    assertThat(store().find(key)).isEmpty();
    assertThat(store().put(key, "epoch-two", OTHER)).isTrue();
    assertThat(read(key).epoch()).isIn("", "epoch-two");
  }

  @Test
  default void putsNoRoot() {
    String app = Fixture.app();
    TokenStore.Key root = TokenStore.Key.root(app, ACCOUNT);
    assertThatIllegalArgumentException().isThrownBy(() -> store().put(root, EPOCH, VALUE));
    assertThat(store().find(root)).isEmpty();
  }

  @Test
  default void putsOneRecordAndNoOther() {
    String app = Fixture.app();
    open(app);
    open(app, ACCOUNT + 1, EPOCH);
    TokenStore.Key key = created(app, "name");
    TokenStore.Key sibling = created(app, "name2");
    TokenStore.Key elsewhere = new TokenStore.Key(app, ACCOUNT + 1, "name");
    store().put(elsewhere, EPOCH, VALUE);
    store().put(key, EPOCH, OTHER);
    assertThat(read(sibling).value()).isEqualTo(VALUE);
    assertThat(read(elsewhere).value()).isEqualTo(VALUE);
  }

  @Test
  default void putsTheLargestValueAndKeepsNoArray() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = Fixture.key(app, "name");
    byte[] largest = new byte[TokenStore.MAX_VALUE_BYTES];
    largest[largest.length - 1] = 7;
    byte[] passed = largest.clone();
    assertThat(store().put(key, EPOCH, passed)).isTrue();
    passed[0] ^= 1;
    assertThat(read(key).value()).isEqualTo(largest);
  }

  @Test
  default void anotherInstanceSeesAPutImmediately() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = Fixture.key(app, "name");
    store().put(key, EPOCH, VALUE);
    assertThat(another().find(key).map(Row::value)).contains(VALUE);
    another().put(key, EPOCH, OTHER);
    assertThat(store().find(key).map(Row::value)).contains(OTHER);
  }

  @Test
  default void aHundredThreadsPutOneRecord() throws Exception {
    String app = Fixture.app();
    open(app);
    for (int round = 0; round < 3; round++) {
      TokenStore.Key key = Fixture.key(app, "name " + round);
      List<Boolean> stored =
          Fixture.race(
              100,
              thread ->
                  () ->
                      (thread % 2 == 0 ? store() : another())
                          .put(key, EPOCH, Fixture.bytes("by " + thread)));
      assertThat(Collections.frequency(stored, true)).isEqualTo(100);
      assertThat(new String(read(key).value(), java.nio.charset.StandardCharsets.UTF_8))
          .matches("by \\d\\d?");
    }
  }

  @Test
  default void aReplacementThatReadBeforeDoesNotUndoAPut() throws Exception {
    String app = Fixture.app();
    open(app);
    for (int round = 0; round < rounds(); round++) {
      TokenStore.Key key = created(app, "name " + round);
      long version = read(key).version();
      Fixture.race(
          2,
          thread ->
              () ->
                  thread == 0
                      ? store().put(key, EPOCH, Fixture.bytes("put"))
                      : another().replace(key, version, OTHER).isPresent());
      assertThat(read(key).value()).isEqualTo(Fixture.bytes("put"));
    }
  }

  @Test
  default void aPutIsEitherFencedOrDeleted() throws Exception {
    for (int round = 0; round < rounds(); round++) {
      String app = Fixture.app();
      open(app);
      TokenStore.Key key = round % 2 == 0 ? created(app, "name") : Fixture.key(app, "name");
      int before = round % 2 == 0 ? 1 : 0;
      List<Object> outcomes =
          Fixture.race(
              2,
              thread ->
                  () ->
                      thread == 0
                          ? another().put(key, EPOCH, OTHER)
                          : (Object) store().deleteAccount(app, ACCOUNT).records().size());
      boolean put = (Boolean) outcomes.get(0);
      assertThat(outcomes.get(1)).isEqualTo(put || before == 1 ? 1 : 0);
      assertThat(store().find(key)).isEmpty();
      assertThat(store().records(app, ACCOUNT, null, 10)).isEmpty();
    }
  }
}
