package io.github.mondayauth.aws;

import static io.github.mondayauth.aws.DynamoDbLocal.TABLE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.TestClock;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.Rotation;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.VaultException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/** What the contract does not cover: DynamoDB's own limits and failures. */
class DynamoDbTokenStoreTest {
  private static final long ACCOUNT = 1_825_529;
  private static final String ONE = "epoch-one";
  private static final String TWO = "epoch-two";
  private static final byte[] VALUE = "value".getBytes(UTF_8);
  private static final byte[] OTHER = "other".getBytes(UTF_8);

  private final DynamoDbClient client = DynamoDbLocal.client();
  private final TokenStore store = new DynamoDbTokenStore(client, TABLE);
  private final String app = "app-" + UUID.randomUUID();
  private final TokenStore.Key root = TokenStore.Key.root(app, ACCOUNT);

  @Test
  void createsARootAlthoughTheResponseIsLost() {
    LossyHttp http = new LossyHttp("PutItem");
    TokenStore lossy = new DynamoDbTokenStore(DynamoDbLocal.client(http), TABLE);

    assertThat(lossy.create(root, ONE, VALUE, null)).isEqualTo(Created.CREATED);
    assertThat(lossy.create(root, ONE, VALUE, null)).isEqualTo(Created.EXISTS);
    assertThat(http.sent()).isEqualTo(3);
  }

  @Test
  void createsARecordAlthoughTheResponseIsLost() {
    LossyHttp http = new LossyHttp("TransactWriteItems");
    TokenStore lossy = new DynamoDbTokenStore(DynamoDbLocal.client(http), TABLE);
    open(ONE);

    assertThat(lossy.create(key("name"), ONE, VALUE, null)).isEqualTo(Created.CREATED);
    assertThat(lossy.create(key("name"), ONE, OTHER, null)).isEqualTo(Created.EXISTS);
    assertThat(http.sent()).isEqualTo(3);
  }

  @Test
  void replacesARecordAlthoughTheResponseIsLost() {
    LossyHttp http = new LossyHttp("UpdateItem");
    TokenStore lossy = new DynamoDbTokenStore(DynamoDbLocal.client(http), TABLE);
    open(ONE);
    long version = created("name");

    long next = lossy.replace(key("name"), version, OTHER).orElseThrow();

    assertThat(lossy.replace(key("name"), version, VALUE)).isEmpty();
    assertThat(read("name").version()).isEqualTo(next);
    assertThat(read("name").value()).isEqualTo(OTHER);
    assertThat(http.sent()).isEqualTo(3);
  }

  @Test
  void deletesARecordAlthoughTheResponseIsLost() {
    LossyHttp http = new LossyHttp("TransactWriteItems");
    TokenStore lossy = new DynamoDbTokenStore(DynamoDbLocal.client(http), TABLE);
    open(ONE);
    long version = created("name");

    assertThat(lossy.delete(key("name"), version)).isTrue();
    assertThat(lossy.delete(key("name"), version)).isFalse();
    assertThat(http.sent()).isEqualTo(3);
  }

  @Test
  void countsDeletedRecordsOnceAlthoughResponsesAreLost() {
    open(ONE);
    for (int i = 0; i < 30; i++) {
      created("name " + i);
    }
    LossyHttp http = new LossyHttp("TransactWriteItems");
    TokenStore lossy = new DynamoDbTokenStore(DynamoDbLocal.client(http), TABLE);

    assertThat(lossy.deleteAccount(app, ACCOUNT).records().size()).isEqualTo(30);
    assertThat(http.sent()).isEqualTo(3);
  }

  @Test
  void retriesAWriteThatConflictsWithATransaction() {
    open(ONE);
    List<Long> pauses = new ArrayList<>();
    DynamoDbClient busy =
        FaultyClient.throwing(
            FaultyClient.throwing(
                client,
                "transactWriteItems",
                call -> call <= 3 ? FaultyClient.cancelled("TransactionConflict", "None") : null),
            "updateItem",
            call -> call <= 2 ? TransactionConflictException.builder().build() : null);
    TokenStore conflicting = new DynamoDbTokenStore(busy, TABLE, pauses::add);

    assertThat(conflicting.create(key("name"), ONE, VALUE, null)).isEqualTo(Created.CREATED);
    assertThat(conflicting.replace(key("name"), read("name").version(), OTHER)).isPresent();
    assertThat(pauses).containsExactly(10L, 20L, 40L, 10L, 20L);
  }

  @Test
  void retriesAFailedConditionNextToAConflict() {
    DynamoDbClient busy =
        FaultyClient.throwing(
            client,
            "transactWriteItems",
            call ->
                call == 1
                    ? FaultyClient.cancelled("ConditionalCheckFailed", "TransactionConflict")
                    : null);
    open(ONE);

    assertThat(
            new DynamoDbTokenStore(busy, TABLE, millis -> {}).create(key("name"), ONE, VALUE, null))
        .isEqualTo(Created.CREATED);
  }

  @Test
  void throwsIfAConflictNeverEnds() {
    DynamoDbClient busy =
        FaultyClient.throwing(
            client, "transactWriteItems", call -> FaultyClient.cancelled("ThrottlingError"));
    open(ONE);
    TokenStore throttled = new DynamoDbTokenStore(busy, TABLE, millis -> {});

    assertThatThrownBy(() -> throttled.create(key("name"), ONE, VALUE, null))
        .isInstanceOf(TransactionCanceledException.class);
  }

  @Test
  void throwsIfATransactionIsInvalid() {
    DynamoDbClient refusing =
        FaultyClient.throwing(
            client,
            "transactWriteItems",
            call -> FaultyClient.cancelled("None", "ValidationError"));
    open(ONE);
    TokenStore refused = new DynamoDbTokenStore(refusing, TABLE, millis -> {});

    assertThatThrownBy(() -> refused.create(key("name"), ONE, VALUE, null))
        .isInstanceOf(TransactionCanceledException.class);
    assertThat(store.find(key("name"))).isEmpty();
  }

  @Test
  void aDeletionInterruptedAtAnyPointFencesAndCanBeFinished() {
    for (int done = 0; done <= 4; done++) {
      String epoch = "epoch-" + done;
      open(epoch);
      for (int i = 0; i < 100; i++) {
        store.create(key("name " + i), epoch, VALUE, null);
      }
      TokenStore stopping =
          new DynamoDbTokenStore(FaultyClient.failing(client, done + 1), TABLE, millis -> {});
      int deletedBefore = done * DynamoDbRetry.MOST_ACTIONS;
      if (deletedBefore < 100) {
        assertThatThrownBy(() -> stopping.deleteAccount(app, ACCOUNT))
            .hasMessageContaining("ended");
      } else {
        stopping.deleteAccount(app, ACCOUNT);
      }

      assertThat(store.find(root)).isEmpty();
      assertThat(store.create(key("late"), epoch, VALUE, null)).isEqualTo(Created.FENCED);
      assertThat(store.deleteAccount(app, ACCOUNT).records().size()).isEqualTo(100 - deletedBefore);
      assertThat(store.records(app, ACCOUNT, null, 10)).isEmpty();
    }
  }

  @Test
  void aReinstallationDuringADeletionLosesNothing() {
    open(ONE);
    for (int i = 0; i < 30; i++) {
      created("name " + i);
    }
    AtomicBoolean reinstalled = new AtomicBoolean();
    DynamoDbClient interrupted =
        FaultyClient.intercepting(
            client,
            "transactWriteItems",
            () -> {
              if (reinstalled.compareAndSet(false, true)) {
                open(TWO);
                store.create(key("name 7"), TWO, OTHER, null);
                store.create(key("new"), TWO, OTHER, null);
              }
            });

    int deleted =
        new DynamoDbTokenStore(interrupted, TABLE).deleteAccount(app, ACCOUNT).records().size();

    assertThat(deleted).isEqualTo(29);
    assertThat(store.find(root)).isPresent();
    assertThat(store.records(app, ACCOUNT, null, 100))
        .extracting(row -> row.key().name())
        .containsExactly("name 7", "new");
  }

  @Test
  void deletesRecordsThatAppearDuringADeletion() {
    open(ONE);
    created("b");
    AtomicBoolean appeared = new AtomicBoolean();
    DynamoDbClient late =
        FaultyClient.intercepting(
            client,
            "transactWriteItems",
            () -> {
              if (appeared.compareAndSet(false, true)) {
                Row row = new Row(key("a"), 1, ONE, VALUE);
                client.putItem(r -> r.tableName(TABLE).item(DynamoDbItems.item(row, null)));
              }
            });

    assertThat(new DynamoDbTokenStore(late, TABLE).deleteAccount(app, ACCOUNT).records().size())
        .isEqualTo(2);
    assertThat(store.records(app, ACCOUNT, null, 10)).isEmpty();
  }

  @Test
  void doesNotPurgeARecordThatWasCreatedAgainWithALaterPurgeTime() {
    // A table for this test, because purge works on the records of all apps.
    String own = "purge-" + UUID.randomUUID();
    DynamoDbTokenStore.createTable(client, own);
    TokenStore purged = new DynamoDbTokenStore(client, own);
    Instant due = Instant.ofEpochMilli(1_000);
    purged.create(root, ONE, VALUE, null);
    purged.create(key("name"), ONE, VALUE, due);
    AtomicBoolean recreated = new AtomicBoolean();
    DynamoDbClient late =
        FaultyClient.intercepting(
            client,
            "transactWriteItems",
            () -> {
              if (recreated.compareAndSet(false, true)) {
                Row read = purged.find(key("name")).orElseThrow();
                purged.delete(key("name"), read.version());
                purged.create(key("name"), ONE, OTHER, Instant.parse("2099-01-01T00:00:00Z"));
              }
            });

    assertThat(new DynamoDbTokenStore(late, own).purge(due.plusMillis(1), 1)).isZero();

    assertThat(recreated).isTrue();
    assertThat(purged.find(key("name")).orElseThrow().value()).isEqualTo(OTHER);
  }

  /** Those who can write to the table must not be able to prevent an uninstall. */
  @Test
  void anItemWhoseNameCannotBeInAKeyKeepsNothingFromBeingListedOrDeleted() {
    open(ONE);
    created("a");
    created("b");
    Map<String, AttributeValue> item =
        new HashMap<>(
            client.getItem(read -> read.tableName(TABLE).key(DynamoDbItems.key(key("a")))).item());
    for (SdkBytes name :
        List.of(SdkBytes.fromUtf8String("a\t"), SdkBytes.fromByteArray(new byte[] {97, -1}))) {
      item.put(DynamoDbItems.SK, AttributeValue.fromB(name));
      client.putItem(write -> write.tableName(TABLE).item(item));
    }

    assertThat(store.records(app, ACCOUNT, null, 1)).hasSize(1);
    assertThat(store.records(app, ACCOUNT, null, 2)).hasSize(2);
    assertThat(store.deleteAccount(app, ACCOUNT).records()).hasSize(2);
    assertThat(
            client
                .query(
                    all ->
                        all.tableName(TABLE)
                            .keyConditionExpression(DynamoDbItems.PK + " = :pk")
                            .expressionAttributeValues(
                                Map.of(":pk", DynamoDbItems.recordsOf(app, ACCOUNT))))
                .items())
        .isEmpty();
  }

  @Test
  void pagesContinueWhereDynamoDbEndsItsOwn() {
    open(ONE);
    byte[] large = new byte[TokenStore.MAX_VALUE_BYTES];
    for (int i = 0; i < 30; i++) {
      store.create(key("name " + i), ONE, large, null);
    }

    assertThat(store.records(app, ACCOUNT, null, 100)).hasSize(30);
    assertThat(store.records(app, ACCOUNT, null, 29)).hasSize(29);
    assertThat(store.deleteAccount(app, ACCOUNT).records().size()).isEqualTo(30);
  }

  @Test
  void everyReadExceptThePurgeIndexIsStronglyConsistent() {
    List<SdkRequest> reads = new ArrayList<>();
    ExecutionInterceptor recorder =
        new ExecutionInterceptor() {
          @Override
          public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes all) {
            reads.add(context.request());
          }
        };
    TokenStore recorded =
        new DynamoDbTokenStore(
            DynamoDbLocal.client(UrlConnectionHttpClient.create(), recorder), TABLE);
    open(ONE);
    created("name");

    recorded.find(key("name"));
    recorded.records(app, ACCOUNT, null, 10);
    recorded.roots(app, null, 10);
    recorded.deleteAccount(app, ACCOUNT);
    recorded.purge(Instant.EPOCH, 10);

    List<Boolean> consistent =
        reads.stream()
            .flatMap(
                request ->
                    request instanceof GetItemRequest get
                        ? Stream.of(get.consistentRead())
                        : request instanceof QueryRequest query && query.indexName() == null
                            ? Stream.of(query.consistentRead())
                            : Stream.of())
            .toList();
    assertThat(consistent).hasSizeGreaterThanOrEqualTo(5).containsOnly(true);
  }

  @Test
  void aVaultStoresItsSecretsInTheTable() {
    MondayUser user = new MondayAccount(ACCOUNT).user(4_012_689L);
    MondayApp mondayApp = MondayApp.builder(app, URI.create("https://app.example.com")).build();
    Secret keys = KeyRing.generate();
    TokenVault vault = TokenVault.open(mondayApp, store, KeyRing.of(keys));

    vault.openAccount(user.account(), Instant.now());
    vault.put(user, "api-key", Secret.of("canary-4711"));

    TokenVault another = TokenVault.open(mondayApp, store, KeyRing.of(keys));
    assertThat(another.find(user, "api-key")).contains(Secret.of("canary-4711"));
    assertThat(store.records(app, ACCOUNT, null, 10))
        .allSatisfy(row -> assertThat(new String(row.value(), UTF_8)).doesNotContain("canary"));
    assertThat(another.forget(user.account())).isEqualTo(1);
    assertThat(vault.find(user, "api-key")).isEmpty();
    assertThatThrownBy(() -> vault.put(user, "api-key", Secret.of("late")))
        .isInstanceOf(VaultException.class);
  }

  @Test
  void aRotationReplacesTheKmsKeyAndEveryDataKeyInTheTable() {
    TestClock clock = TestClock.at(Instant.parse("2026-05-01T12:00:00Z"));
    MondayApp mondayApp =
        MondayApp.builder(app, URI.create("https://app.example.com")).timeSource(clock).build();
    try (FakeAws aws = FakeAws.start()) {
      String old = aws.createKey("old");
      String next = aws.createKey("new");
      TokenVault before = TokenVault.open(mondayApp, store, KmsKeyRing.of(aws.kms(), old));
      for (long account = 1; account <= 3; account++) {
        before.openAccount(new MondayAccount(account), clock.instant());
        before.put(new MondayAccount(account), "api-key", Secret.of("secret " + account));
      }

      Rotation rotation =
          TokenVault.open(mondayApp, store, KmsKeyRing.of(aws.kms(), next, old))
              .rotation()
              .reencrypt();
      Instant finishAt = rotation.run().finishAt();
      clock.advance(Duration.between(clock.instant(), finishAt));
      assertThat(rotation.run().failures()).isEmpty();
      aws.setState(old, FakeAws.State.DISABLED);

      TokenVault after = TokenVault.open(mondayApp, store, KmsKeyRing.of(aws.kms(), next));
      for (long account = 1; account <= 3; account++) {
        assertThat(after.find(new MondayAccount(account), "api-key"))
            .contains(Secret.of("secret " + account));
      }
    }
  }

  @Test
  void aMissingTableNeverLooksLikeAMissingRecord() {
    TokenStore missing = new DynamoDbTokenStore(client, "no-such-table");
    MondayApp mondayApp = MondayApp.builder(app, URI.create("https://app.example.com")).build();

    assertThatThrownBy(() -> TokenVault.open(mondayApp, missing, KeyRing.of(KeyRing.generate())))
        .isInstanceOfSatisfying(
            VaultException.class,
            e -> assertThat(e.reason()).isEqualTo(VaultException.Reason.STORE_FAILED));
  }

  private TokenStore.Key key(String name) {
    return new TokenStore.Key(app, ACCOUNT, name);
  }

  private void open(String epoch) {
    assertThat(store.create(root, epoch, VALUE, null)).isEqualTo(Created.CREATED);
  }

  private long created(String name) {
    assertThat(store.create(key(name), ONE, VALUE, null)).isEqualTo(Created.CREATED);
    return read(name).version();
  }

  private Row read(String name) {
    return store.find(key(name)).orElseThrow();
  }
}
