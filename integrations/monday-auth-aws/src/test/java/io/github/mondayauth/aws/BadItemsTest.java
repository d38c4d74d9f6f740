package io.github.mondayauth.aws;

import static io.github.mondayauth.aws.DynamoDbItems.EPOCH;
import static io.github.mondayauth.aws.DynamoDbItems.SEALED;
import static io.github.mondayauth.aws.DynamoDbItems.SK;
import static io.github.mondayauth.aws.DynamoDbItems.VERSION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.TestClock;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.Rotation;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.TokenVault.Entry;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/**
 * Items that something else wrote into the table affect only themselves: DynamoDB requires no
 * attribute but the keys, and of no other a type.
 */
class BadItemsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final MondayAccount ACCOUNT = new MondayAccount(1_825_529L);
  private static final MondayAccount NEIGHBOR = new MondayAccount(7);
  private static final Secret SECRET = Secret.of("secret");
  private static final Secret OTHER = Secret.of("other");

  private final DynamoDbClient client = DynamoDbLocal.client();
  private final TokenStore store = new DynamoDbTokenStore(client, DynamoDbLocal.TABLE);
  private final String app = "app-" + UUID.randomUUID();
  private final TokenStore.Key root = TokenStore.Key.root(app, ACCOUNT.id());
  private final TokenStore.Key recordB = new TokenStore.Key(app, ACCOUNT.id(), "secret/account/b/");
  private final Secret keys = KeyRing.generate();

  @BeforeEach
  void storeSecrets() {
    TokenVault vault = vault();
    for (MondayAccount account : List.of(ACCOUNT, NEIGHBOR)) {
      vault.openAccount(account, NOW);
      vault.put(account, "a", SECRET);
      vault.put(account, "b", SECRET);
      vault.put(account, "c", SECRET);
    }
  }

  private TokenVault vault() {
    MondayApp mondayApp =
        MondayApp.builder(app, URI.create("https://app.example.com"))
            .timeSource(TestClock.at(NOW))
            .build();
    return TokenVault.open(mondayApp, store, KeyRing.of(keys));
  }

  private static void assertReason(ThrowingCallable call, Reason reason) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            VaultException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private Map<String, AttributeValue> item(TokenStore.Key key) {
    return new HashMap<>(
        client
            .getItem(read -> read.tableName(DynamoDbLocal.TABLE).key(DynamoDbItems.key(key)))
            .item());
  }

  private void write(Map<String, AttributeValue> item) {
    client.putItem(write -> write.tableName(DynamoDbLocal.TABLE).item(item));
  }

  private void damage(TokenStore.Key key, String attribute, @Nullable AttributeValue value) {
    Map<String, AttributeValue> item = item(key);
    assertThat(item).isNotEmpty();
    if (value == null) {
      item.remove(attribute);
    } else {
      item.put(attribute, value);
    }
    write(item);
  }

  private static List<Arguments> damages() {
    List<Arguments> damages = new ArrayList<>();
    for (String attribute : List.of(EPOCH, VERSION, SEALED)) {
      damages.add(Arguments.of(attribute, null));
      damages.add(Arguments.of(attribute, AttributeValue.fromBool(true)));
      damages.add(Arguments.of(attribute, AttributeValue.fromNul(true)));
      damages.add(Arguments.of(attribute, AttributeValue.fromSs(List.of("a", "b"))));
      damages.add(Arguments.of(attribute, AttributeValue.fromM(Map.of("a", text("b")))));
    }
    damages.add(Arguments.of(EPOCH, AttributeValue.fromN("1")));
    damages.add(Arguments.of(SEALED, text("sealed")));
    for (String number : List.of("-5", "1.5", "1e30", "9223372036854775808")) {
      damages.add(Arguments.of(VERSION, AttributeValue.fromN(number)));
    }
    damages.add(Arguments.of(VERSION, text("1")));
    return damages;
  }

  private static AttributeValue text(String text) {
    return AttributeValue.fromS(text);
  }

  @ParameterizedTest
  @MethodSource("damages")
  void aDamagedRecordFailsOnlyItself(String attribute, @Nullable AttributeValue value) {
    damage(recordB, attribute, value);
    TokenVault vault = vault();

    if (attribute.equals(SEALED)) {
      assertReason(() -> vault.find(ACCOUNT, "b"), Reason.FORMAT_UNKNOWN);
    } else {
      assertThat(vault.find(ACCOUNT, "b")).contains(SECRET);
    }
    assertThat(vault.find(ACCOUNT, "a")).contains(SECRET);
    assertThat(vault.list(ACCOUNT)).extracting(Entry::name).containsExactly("a", "b", "c");
    Rotation.Report report = vault.rotation().reencrypt().run();
    assertThat(report.failures()).hasSize(attribute.equals(SEALED) ? 1 : 0);
    assertThat(report.reencrypted()).isEqualTo(attribute.equals(SEALED) ? 5 : 6);
  }

  @ParameterizedTest
  @MethodSource("damages")
  void aDamagedRecordCanBeRemovedAndOverwritten(String attribute, @Nullable AttributeValue value) {
    damage(recordB, attribute, value);
    TokenVault vault = vault();
    assertThat(vault.remove(ACCOUNT, "b")).isTrue();
    assertThat(vault.remove(ACCOUNT, "b")).isFalse();

    vault.put(ACCOUNT, "b", SECRET);
    damage(recordB, attribute, value);
    Row read = store.find(recordB).orElseThrow();
    assertThat(store.replace(recordB, read.version(), read.value())).isPresent();
    damage(recordB, attribute, value);
    vault.put(ACCOUNT, "b", OTHER);
    assertThat(vault.find(ACCOUNT, "b")).contains(OTHER);
  }

  @ParameterizedTest
  @MethodSource("damages")
  void anAccountWithDamagedItemsIsForgottenAndItsNeighborsAreNot(
      String attribute, @Nullable AttributeValue value) {
    damage(recordB, attribute, value);
    damage(root, attribute, value);

    assertThat(vault().forget(ACCOUNT)).isEqualTo(3);
    assertThat(store.find(root)).isEmpty();
    assertThat(store.records(app, ACCOUNT.id(), null, 10)).isEmpty();
    assertThat(vault().find(NEIGHBOR, "b")).contains(SECRET);
  }

  @ParameterizedTest
  @MethodSource("damages")
  void aDamagedRootFailsOnlyItsAccount(String attribute, @Nullable AttributeValue value) {
    damage(root, attribute, value);
    TokenVault vault = vault();

    if (attribute.equals(VERSION)) {
      assertThat(vault.find(ACCOUNT, "a")).contains(SECRET);
    } else {
      assertReason(() -> vault.find(ACCOUNT, "a"), Reason.FORMAT_UNKNOWN);
      assertThat(vault.rotation().reencrypt().run().failures())
          .containsExactly(new Rotation.Failure(ACCOUNT.id(), "", Reason.FORMAT_UNKNOWN));
    }
    assertThat(vault.find(NEIGHBOR, "a")).contains(SECRET);
  }

  @Test
  void aRecordWhoseEpochWasAlteredIsNotReportedMissing() {
    damage(recordB, EPOCH, text("AAAAAAAAAAAAAAAA"));
    TokenVault vault = vault();

    assertThat(vault.find(ACCOUNT, "b")).contains(SECRET);
    assertThat(vault.rotation().reencrypt().run().failures())
        .containsExactly(
            new Rotation.Failure(ACCOUNT.id(), recordB.name(), Reason.RECORD_REJECTED));
    assertThat(vault.forget(ACCOUNT)).isEqualTo(3);
  }

  @ParameterizedTest
  @MethodSource("damages")
  void aDamagedRootOfTheAppKeepsNoAccountFromBeingForgotten(
      String attribute, @Nullable AttributeValue value) {
    damage(TokenStore.Key.root(app, 0), attribute, value);
    assertIsForgotten();
  }

  @Test
  void anAlteredEpochOfTheAppsRootKeepsNoAccountFromBeingForgotten() {
    damage(TokenStore.Key.root(app, 0), EPOCH, text("x"));
    assertIsForgotten();
  }

  @ParameterizedTest
  @MethodSource("damages")
  void aPlantedTombstoneKeepsNoAccountFromBeingForgotten(
      String attribute, @Nullable AttributeValue value) {
    String name = "uninstalled/" + ACCOUNT.id() + "/" + NOW.getEpochSecond() / 3600;
    TokenStore.Key tombstone = new TokenStore.Key(app, 0, name);
    assertThat(store.create(tombstone, "app", new byte[8], null)).isEqualTo(Created.CREATED);
    damage(tombstone, attribute, value);
    assertIsForgotten();
  }

  private void assertIsForgotten() {
    TokenVault vault = vault();
    assertThat(vault.forget(ACCOUNT)).isEqualTo(3);
    assertThat(store.find(root)).isEmpty();
    assertThat(store.records(app, ACCOUNT.id(), null, 10)).isEmpty();
    assertReason(() -> vault.openAccount(ACCOUNT, NOW), Reason.ACCOUNT_UNKNOWN);
  }

  private static Stream<SdkBytes> sortKeysOfNoAccount() {
    return Stream.of("01", "7fffffffffffffff00", "000000000000000700", "ffffffffffffffff")
        .map(hex -> SdkBytes.fromByteArray(HexFormat.of().parseHex(hex)));
  }

  @ParameterizedTest
  @MethodSource("sortKeysOfNoAccount")
  void anItemAmongTheRootsWhoseSortKeyIsNoAccountHidesNoRoot(SdkBytes sortKey) {
    Map<String, AttributeValue> item = item(root);
    item.put(SK, AttributeValue.fromB(sortKey));
    write(item);

    for (int limit : new int[] {1, 2, 10}) {
      List<Long> accounts = new ArrayList<>();
      TokenStore.Key after = null;
      List<Row> page;
      do {
        page = store.roots(app, after, limit);
        for (Row row : page) {
          accounts.add(row.key().account());
          after = row.key();
        }
        assertThat(accounts).hasSizeLessThan(10);
      } while (page.size() == limit);
      assertThat(accounts).containsExactly(0L, NEIGHBOR.id(), ACCOUNT.id());
    }
    assertThat(vault().rotation().reencrypt().run().failures()).isEmpty();
  }

  /** DynamoDB refuses a transaction on items of more than 4 MB; an item has at most 400 KB. */
  @ParameterizedTest
  @ValueSource(strings = {SEALED, VERSION, "other"})
  void itemsTooLargeForOneTransactionKeepNoAccountFromBeingForgotten(String attribute) {
    int size = 390_000;
    Map<String, AttributeValue> item = item(recordB);
    item.put(attribute, AttributeValue.fromB(SdkBytes.fromByteArray(new byte[size])));
    for (int i = 0; i < 30; i++) {
      item.put(SK, AttributeValue.fromB(SdkBytes.fromUtf8String("planted " + i)));
      write(item);
    }
    List<Integer> deletions = new ArrayList<>();
    ExecutionInterceptor recorder =
        new ExecutionInterceptor() {
          @Override
          public void beforeExecution(
              Context.BeforeExecution context, ExecutionAttributes attributes) {
            if (context.request() instanceof TransactWriteItemsRequest transaction) {
              deletions.add(transaction.transactItems().size());
            }
          }
        };
    TokenStore recorded =
        new DynamoDbTokenStore(
            DynamoDbLocal.client(UrlConnectionHttpClient.create(), recorder), DynamoDbLocal.TABLE);

    assertThat(recorded.deleteAccount(app, ACCOUNT.id()).records()).hasSize(33);
    assertThat(deletions).isNotEmpty().allMatch(each -> each * size <= 4_000_000);
    assertThat(store.records(app, ACCOUNT.id(), null, 10)).isEmpty();
  }
}
