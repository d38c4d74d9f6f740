package io.github.mondayauth.aws;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.TestClock;
import io.github.mondayauth.vault.KeyContext;
import io.github.mondayauth.vault.KeyRing.Wrapped;
import io.github.mondayauth.vault.Rotation;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KmsKeyRingTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final String ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String NEXT_ID = "mrk-1234abcd12ab34cd56ef1234567890ab";
  private static final byte[] DATA_KEY = "a data key that has 32 bytes ...".getBytes(US_ASCII);

  private final FakeAws aws = FakeAws.start();
  private final String arn = aws.createKey(ID);
  private final String next = aws.createKey(NEXT_ID);
  private KmsKeyRing ring;

  @BeforeEach
  void open() {
    ring = KmsKeyRing.of(aws.kms(), arn);
  }

  @AfterEach
  void close() {
    aws.close();
  }

  private static KeyContext context(long account) {
    return new KeyContext("client", account, "epoch", NOW, "data key", NOW);
  }

  @Test
  void wrapsAndUnwrapsADataKeyInsideKms() {
    Wrapped wrapped = ring.wrap(DATA_KEY, context(1));

    assertThat(ring.primaryKeyId()).isEqualTo(ID);
    assertThat(wrapped.keyId()).isEqualTo(ID);
    assertThat(new String(wrapped.bytes(), US_ASCII)).doesNotContain("a data key");
    assertThat(ring.unwrap(wrapped, context(1))).isEqualTo(DATA_KEY);
    assertThat(aws.requests())
        .extracting(FakeAws.Received::operation)
        .containsExactly("Encrypt", "Decrypt");
    assertThat(aws.requests())
        .allSatisfy(
            request -> {
              assertThat(request.body().path("KeyId").asText()).isEqualTo(arn);
              assertThat(request.body().path("EncryptionContext").toString())
                  .isEqualTo(
                      "{\"app\":\"client\",\"account\":\"1\",\"epoch\":\"epoch\","
                          + "\"opened_at\":\"1777636800\",\"data_key\":\"data key\","
                          + "\"made_at\":\"1777636800\"}");
            });
  }

  @Test
  void refusesAWrappedKeyOfAnotherAccount() {
    Wrapped wrapped = ring.wrap(DATA_KEY, context(1));

    assertReason(Reason.KEY_MISMATCH, () -> ring.unwrap(wrapped, context(2)));
  }

  @Test
  void refusesAnAlteredWrappedKey() {
    Wrapped wrapped = ring.wrap(DATA_KEY, context(1));
    byte[] altered = wrapped.bytes();
    altered[altered.length - 1] ^= 1;

    assertReason(Reason.KEY_MISMATCH, () -> ring.unwrap(new Wrapped(ID, altered), context(1)));
    for (int length : new int[] {1, 4096}) {
      Wrapped other = new Wrapped(ID, new byte[length]);
      assertReason(Reason.KEY_MISMATCH, () -> ring.unwrap(other, context(1)));
      assertReason(Reason.KEY_MISMATCH, () -> ring.rewrap(other, context(1)));
    }
  }

  @Test
  void refusesAWrappedKeyThatAnotherKmsKeyEncrypted() {
    KmsKeyRing both = KmsKeyRing.of(aws.kms(), next, arn);
    Wrapped wrapped = ring.wrap(DATA_KEY, context(1));

    assertReason(
        Reason.KEY_MISMATCH, () -> both.unwrap(new Wrapped(NEXT_ID, wrapped.bytes()), context(1)));
  }

  @Test
  void refusesAKeyThatIsNotInTheRingWithoutACall() {
    Wrapped wrapped = ring.wrap(DATA_KEY, context(1));
    KmsKeyRing other = KmsKeyRing.of(aws.kms(), next);

    assertThat(assertReason(Reason.KEY_UNKNOWN, () -> other.unwrap(wrapped, context(1))))
        .contains(ID, NEXT_ID, "add its ARN");
    assertThat(aws.requests()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "DISABLED, KEY_DISABLED, disabled",
    "PENDING_DELETION, KEY_DISABLED, pending deletion",
    "DENIED, KEY_DISABLED, no policy allows this call"
  })
  void aKeyThatMayNotBeUsedIsATypedFailure(FakeAws.State state, Reason reason, String text) {
    Wrapped wrapped = ring.wrap(DATA_KEY, context(1));
    aws.setState(arn, state);

    assertThat(assertReason(reason, () -> ring.unwrap(wrapped, context(1))))
        .contains(text, "HTTP 400", "request-4711");
    assertReason(reason, () -> ring.wrap(DATA_KEY, context(1)));
    assertReason(reason, () -> ring.rewrap(wrapped, context(1)));
  }

  @Test
  void aKeyThatDoesNotExistIsUnknown() {
    String missing = "arn:aws:kms:eu-central-1:123456789012:key/missing";

    assertReason(
        Reason.KEY_UNKNOWN, () -> KmsKeyRing.of(aws.kms(), missing).wrap(DATA_KEY, context(1)));
  }

  @Test
  void aShortThrottlingIsRetried() {
    aws.failNext(1, 400, "ThrottlingException");

    assertThat(ring.wrap(DATA_KEY, context(1)).keyId()).isEqualTo(ID);
    assertThat(aws.requests()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "400, ThrottlingException, too many calls",
    "500, KMSInternalException, the service failed",
    "500, DependencyTimeoutException, the service failed",
    "500, KeyUnavailableException, the service failed",
    "400, ExpiredTokenException, the function's AWS credentials were refused",
    "400, UnrecognizedClientException, the function's AWS credentials were refused",
    "400, InvalidKeyUsageException, not a symmetric encryption key",
    "400, SomethingNew, the call was refused"
  })
  void failuresThatMayPassAreUnavailable(int status, String type, String text) {
    aws.failNext(20, status, type);

    assertThat(
            assertReason(
                Reason.KEY_UNAVAILABLE,
                () -> ring.timeout(FakeAws.patience()).wrap(DATA_KEY, context(1))))
        .contains(text, type);
  }

  @Test
  void aServiceThatDoesNotRespondEndsWithTheTimeout() {
    aws.hangNext(20);

    assertThat(
            assertReason(
                Reason.KEY_UNAVAILABLE,
                () -> ring.timeout(Duration.ofMillis(200)).wrap(DATA_KEY, context(1))))
        .contains("no response within the timeout");
  }

  @Test
  void aServiceThatIsNotReachedIsUnavailable() {
    KmsKeyRing unreachable = KmsKeyRing.of(aws.kms(), arn).timeout(FakeAws.patience());
    aws.close();

    assertThat(assertReason(Reason.KEY_UNAVAILABLE, () -> unreachable.wrap(DATA_KEY, context(1))))
        .contains("no response. Check the network");
  }

  @Test
  void rewrapsInsideKms() {
    Wrapped wrapped = ring.wrap(DATA_KEY, context(1));
    KmsKeyRing both = KmsKeyRing.of(aws.kms(), next, arn);

    Wrapped rewrapped = both.rewrap(wrapped, context(1));

    assertThat(aws.requests())
        .extracting(FakeAws.Received::operation)
        .containsExactly("Encrypt", "ReEncrypt");
    assertThat(rewrapped.keyId()).isEqualTo(NEXT_ID);
    assertThat(aws.decrypt(next, rewrapped.bytes(), context(1).asMap())).isEqualTo(DATA_KEY);
    assertReason(Reason.KEY_MISMATCH, () -> both.rewrap(wrapped, context(2)));
  }

  @Test
  void aRotationMovesEveryAccountToTheNewKey() {
    MondayApp app =
        MondayApp.builder("client", URI.create("https://app.example.com"))
            .timeSource(TestClock.at(NOW))
            .build();
    TokenStore store = TokenStore.inMemory();
    TokenVault before = TokenVault.open(app, store, ring);
    for (int account = 1; account <= 3; account++) {
      before.openAccount(new MondayAccount(account), NOW);
      before.put(new MondayAccount(account), "api-key", Secret.of("secret " + account));
    }

    KmsKeyRing both = KmsKeyRing.of(aws.kms(), next, arn);
    assertThat(TokenVault.open(app, store, both).rotation().run().isComplete()).isTrue();
    aws.setState(arn, FakeAws.State.PENDING_DELETION);

    TokenVault after = TokenVault.open(app, store, KmsKeyRing.of(aws.kms(), next));
    for (int account = 1; account <= 3; account++) {
      assertThat(after.find(new MondayAccount(account), "api-key"))
          .contains(Secret.of("secret " + account));
    }
    assertThat(aws.requests())
        .filteredOn(request -> request.operation().equals("ReEncrypt"))
        .hasSize(3);
  }

  /** KMS refuses such a request as malformed, before it looks at the ciphertext. */
  @Test
  void anEmptyWrappedKeyInOneRootStopsNoRotation() {
    MondayApp app =
        MondayApp.builder("client", URI.create("https://app.example.com"))
            .timeSource(TestClock.at(NOW))
            .build();
    TokenStore store = TokenStore.inMemory();
    TokenVault vault = TokenVault.open(app, store, ring);
    vault.openAccount(new MondayAccount(1), NOW);
    vault.openAccount(new MondayAccount(2), NOW);
    TokenStore.Row row = store.find(TokenStore.Key.root("client", 1)).orElseThrow();
    int endOfKeyId = 27 + ID.length();
    byte[] emptied = Arrays.copyOf(Arrays.copyOf(row.value(), endOfKeyId), endOfKeyId + 2);
    store.replace(row.key(), row.version(), emptied);

    Rotation.Report report = vault.rotation().reencrypt().run();

    assertThat(report.failures())
        .containsExactly(new Rotation.Failure(1, "", Reason.FORMAT_UNKNOWN));
    assertThat(report.accounts()).isEqualTo(2);
  }

  @Test
  void aVaultReportsADisabledKeyAndNeverAMissingRecord() {
    MondayApp app = MondayApp.builder("client", URI.create("https://app.example.com")).build();
    TokenStore store = TokenStore.inMemory();
    TokenVault vault = TokenVault.open(app, store, ring);
    vault.openAccount(new MondayAccount(1), NOW);
    vault.put(new MondayAccount(1), "api-key", Secret.of("a secret"));
    aws.setState(arn, FakeAws.State.DISABLED);

    TokenVault cold = TokenVault.open(app, store, KmsKeyRing.of(aws.kms(), arn));

    assertReason(Reason.KEY_DISABLED, () -> cold.find(new MondayAccount(1), "api-key"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alias/monday-auth",
        "arn:aws:kms:eu-central-1:123456789012:alias/monday-auth",
        ID,
        "arn:aws:iam::123456789012:key/" + ID,
        ""
      })
  void refusesWhatIsNotTheArnOfAKey(String name) {
    assertThatThrownBy(() -> KmsKeyRing.of(aws.kms(), name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not an alias");
  }

  @Test
  void acceptsArnsOfOtherPartitionsAndRefusesTheSameIdTwice() {
    String govCloud = "arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/" + ID;

    assertThat(KmsKeyRing.of(aws.kms(), govCloud).primaryKeyId()).isEqualTo(ID);
    assertThatThrownBy(() -> KmsKeyRing.of(aws.kms(), arn, govCloud))
        .hasMessageContaining(ID + " twice");
  }

  @Test
  void refusesATimeoutThatIsNotPositive() {
    for (Duration wrong : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
      assertThatThrownBy(() -> ring.timeout(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void noExceptionContainsADataKeyOrTheTextOfTheService() {
    aws.failNext(20, 400, "ValidationException");
    VaultException thrown =
        catchThrowableOfType(VaultException.class, () -> ring.wrap(DATA_KEY, context(1)));
    StringWriter log = new StringWriter();
    thrown.printStackTrace(new PrintWriter(log));

    assertThat(Stream.of(log.toString(), ring.toString()))
        .allSatisfy(
            text ->
                assertThat(text)
                    .doesNotContain("planted-message")
                    .doesNotContain("a data key that has")
                    .doesNotContain(
                        java.util.Base64.getEncoder().encodeToString(DATA_KEY).substring(0, 20)));
  }

  private static String assertReason(Reason expected, Runnable call) {
    VaultException thrown = catchThrowableOfType(VaultException.class, call::run);
    assertThat(thrown).isNotNull();
    assertThat(thrown.reason()).isEqualTo(expected);
    return thrown.getMessage();
  }
}
