package io.github.mondayauth.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.mondayauth.Secret;
import io.github.mondayauth.aws.AwsSecretException.Reason;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AwsSecretTest {
  private final FakeAws aws = FakeAws.start();

  @TempDir Path folder;

  @AfterEach
  void close() {
    aws.close();
  }

  @Test
  void readsASecretWholeOrByField() {
    aws.putSecret("monday/signing", "AWSCURRENT", "a-signing-secret");
    aws.putSecret(
        "monday", "AWSCURRENT", "{\"a\":{\"b\":\"x\"},\"signing\":\"s1\",\"client\":\"c1\"}");

    assertThat(AwsSecret.secretsManager(aws.secretsManager(), "monday/signing").value())
        .isEqualTo(Secret.of("a-signing-secret"));
    assertThat(AwsSecret.secretsManager(aws.secretsManager(), "monday").field("signing"))
        .isEqualTo(Secret.of("s1"));
    assertThat(AwsSecret.secretsManager(aws.secretsManager(), "monday").field("client"))
        .isEqualTo(Secret.of("c1"));
  }

  @Test
  void readsThePreviousVersionIfThereIsOne() {
    aws.putSecret("monday", "AWSCURRENT", "{\"signing\":\"new\"}");

    assertThat(AwsSecret.previousInSecretsManager(aws.secretsManager(), "monday")).isEmpty();
    assertThat(
            AwsSecret.previousInSecretsManager(aws.secretsManager(), "monday")
                .map(s -> s.field("signing")))
        .isEmpty();

    aws.putSecret("monday", "AWSPREVIOUS", "{\"signing\":\"old\"}");
    assertThat(
            AwsSecret.previousInSecretsManager(aws.secretsManager(), "monday")
                .map(s -> s.field("signing")))
        .contains(Secret.of("old"));
    assertReason(
        Reason.MISSING,
        () ->
            AwsSecret.previousInSecretsManager(aws.secretsManager(), "monday")
                .map(s -> s.field("other")));
  }

  @Test
  void aFailureIsNeverAMissingPreviousVersion() {
    aws.failNext(20, 400, "AccessDeniedException");

    assertReason(
        Reason.DENIED, () -> AwsSecret.previousInSecretsManager(aws.secretsManager(), "monday"));
  }

  @Test
  void readsAParameterDecrypted() {
    aws.putParameter("/monday/signing", "a-signing-secret");
    aws.putParameter("/monday", "{\"signing\":\"s1\"}");

    assertThat(AwsSecret.parameterStore(aws.parameterStore(), "/monday/signing").value())
        .isEqualTo(Secret.of("a-signing-secret"));
    assertThat(AwsSecret.parameterStore(aws.parameterStore(), "/monday").field("signing"))
        .isEqualTo(Secret.of("s1"));
  }

  @Test
  void saysWhatIsMissing() {
    aws.putSecret("monday", "AWSCURRENT", "{\"signing\":\"s1\"}");

    assertThat(
            assertReason(
                Reason.MISSING, () -> AwsSecret.secretsManager(aws.secretsManager(), "other")))
        .contains("secret other", "ResourceNotFoundException", "request-4711");
    assertThat(
            assertReason(
                Reason.MISSING,
                () -> AwsSecret.secretsManager(aws.secretsManager(), "monday").field("client")))
        .contains("secret monday", "no field client");
    assertThat(
            assertReason(
                Reason.MISSING, () -> AwsSecret.parameterStore(aws.parameterStore(), "/other")))
        .contains("parameter /other", "ParameterNotFound");
    assertThat(assertReason(Reason.MISSING, () -> AwsSecret.file(folder.resolve("none"))))
        .contains("no such file");
  }

  @ParameterizedTest
  @CsvSource({
    "400, AccessDeniedException, DENIED",
    "400, DecryptionFailure, DENIED",
    "400, InvalidKeyId, DENIED",
    "400, InvalidRequestException, MISSING",
    "400, ThrottlingException, UNAVAILABLE",
    "500, InternalServiceError, UNAVAILABLE",
    "400, ExpiredTokenException, UNAVAILABLE"
  })
  void failuresAreTyped(int status, String type, Reason reason) {
    aws.failNext(20, status, type);

    assertThat(assertReason(reason, () -> AwsSecret.secretsManager(aws.secretsManager(), "monday")))
        .contains(type);
  }

  @Test
  void aServiceThatIsNotReachedIsUnavailable() {
    var client = aws.secretsManager();
    aws.close();

    assertReason(Reason.UNAVAILABLE, () -> AwsSecret.secretsManager(client, "monday"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "binary",
        " ",
        "planted",
        "[\"planted\"]",
        "\"planted\"",
        "{\"signing\":\"planted\"",
        "{\"signing\":\"planted\"} {}",
        "{\"signing\":\"planted\",\"signing\":\"planted\"}",
        "{\"signing\":7}",
        "{\"signing\":null}",
        "{\"signing\":{\"a\":\"planted\"}}",
        "{\"signing\":\" \"}",
        "{signing:planted}"
      })
  void refusesWhatIsNotAnObjectWithThisStringAndShowsNothingOfIt(String text) {
    aws.putSecret("monday", "AWSCURRENT", text);

    assertThat(
            assertReason(
                Reason.INVALID,
                () -> AwsSecret.secretsManager(aws.secretsManager(), "monday").field("signing")))
        .doesNotContain("planted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret", "secret\n", "secret\r\n"})
  void aLineBreakAtTheEndOfAFileIsNotPartOfTheSecret(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("signing"), text);

    assertThat(AwsSecret.file(file).value()).isEqualTo(Secret.of("secret"));
  }

  @Test
  void otherSpaceInAFileIsPartOfTheSecret() throws Exception {
    Path file = Files.writeString(folder.resolve("signing"), " a\n\n");

    assertThat(AwsSecret.file(file).value()).isEqualTo(Secret.of(" a\n"));
  }

  @Test
  void readsTheFileInWhichMondayCodeKeepsTheSecretsOfAnApp() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("app-secrets"),
            "{\"MONDAY_SIGNING_SECRET\":\"s1\",\"MONDAY_CLIENT_SECRET\":\"c1\",\"n\":[1,{\"x\":2}]}");

    assertThat(AwsSecret.file(file).field("MONDAY_SIGNING_SECRET")).isEqualTo(Secret.of("s1"));
    assertThat(AwsSecret.file(file).field("MONDAY_CLIENT_SECRET")).isEqualTo(Secret.of("c1"));
  }

  @Test
  void refusesAnEmptyFileALargeOneAFolderAndOneThatIsNotText() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty"), "\n");
    Path large = Files.write(folder.resolve("large"), new byte[(1 << 20) + 1]);
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 1});

    assertReason(Reason.INVALID, () -> AwsSecret.file(empty));
    assertReason(Reason.INVALID, () -> AwsSecret.file(large));
    assertReason(Reason.INVALID, () -> AwsSecret.file(binary));
    assertReason(Reason.UNAVAILABLE, () -> AwsSecret.file(folder));
  }

  @Test
  void aFileOfTheLongestSizeIsRead() throws Exception {
    Path longest = Files.writeString(folder.resolve("longest"), "x".repeat(1 << 20));

    assertThat(AwsSecret.file(longest).value().reveal()).hasSize(1 << 20);
  }

  /** A device reports size 0 and never ends. */
  @Test
  void attackWithAFileWithoutAnEndReadsNoMoreThanTheLimit() {
    Path endless = Path.of("/dev/zero");
    assumeTrue(Files.exists(endless));

    assertReason(Reason.INVALID, () -> AwsSecret.file(endless));
  }

  /** Where tests run as root, the file system denies nothing. */
  @Test
  void aFileThatTheProcessMayNotReadIsDenied() throws Exception {
    assertThat(AwsSecret.failure("file x", new AccessDeniedException("x")).reason())
        .isEqualTo(Reason.DENIED);

    Path file = Files.writeString(folder.resolve("signing"), "planted");
    assumeTrue(Files.getFileStore(file).supportsFileAttributeView("posix"));
    Files.setPosixFilePermissions(file, Set.of());
    assumeFalse(Files.isReadable(file), "root may read every file");
    assertThat(assertReason(Reason.DENIED, () -> AwsSecret.file(file))).contains("may not read");
  }

  private static String assertReason(Reason expected, Callable<?> call) {
    AwsSecretException thrown = catchThrowableOfType(AwsSecretException.class, call::call);
    assertThat(thrown).isNotNull();
    StringWriter log = new StringWriter();
    thrown.printStackTrace(new PrintWriter(log));
    assertThat(thrown.reason()).isEqualTo(expected);
    assertThat(thrown.reply().status()).isEqualTo(503);
    assertThat(log.toString()).doesNotContain("planted");
    return thrown.getMessage();
  }
}
