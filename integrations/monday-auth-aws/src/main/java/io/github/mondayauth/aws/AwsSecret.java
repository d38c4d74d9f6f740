package io.github.mondayauth.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.Secret;
import io.github.mondayauth.aws.AwsSecretException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetParameterRequest;

/**
 * A secret as it is stored: in Secrets Manager, in Parameter Store, or in a file. It is text, or a
 * JSON object whose fields are the secrets. Read it once, when the function starts.
 *
 * <p>Each call of a service has a timeout of 5 seconds, with all of the SDK's attempts. No secret
 * appears in {@link #toString()} or in an exception. Immutable, and safe for use by several
 * threads.
 */
public final class AwsSecret {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_FILE_BYTES = 1 << 20;

  private final String what;
  private final String text;

  private AwsSecret(String what, @Nullable String text) {
    if (text == null || text.isBlank()) {
      throw new AwsSecretException(
          Reason.INVALID, what + ": expected text, found " + (text == null ? "none" : "blanks"));
    }
    this.what = what;
    this.text = text;
  }

  /**
   * Reads the current version of a secret in Secrets Manager. Needs {@code
   * secretsmanager:GetSecretValue}.
   *
   * @param client a client for the secret's region
   * @param id the secret's name or ARN
   * @return the secret
   * @throws AwsSecretException if there is no such secret, it is not text, or it cannot be read
   */
  public static AwsSecret secretsManager(SecretsManagerClient client, String id) {
    return version(client, id, "AWSCURRENT", "secret " + id);
  }

  /**
   * Reads the version of a secret before the current one, which stays readable after a rotation.
   * Pass it to {@code MondayApp.Builder} as a previous secret, so that requests signed with it are
   * still verified.
   *
   * @param client a client for the secret's region
   * @param id the secret's name or ARN
   * @return the previous version, or empty if there is none
   * @throws AwsSecretException if it is not text, or cannot be read
   */
  public static Optional<AwsSecret> previousInSecretsManager(
      SecretsManagerClient client, String id) {
    try {
      return Optional.of(version(client, id, "AWSPREVIOUS", "previous secret " + id));
    } catch (AwsSecretException failed) {
      if (failed.reason() == Reason.MISSING) {
        return Optional.empty();
      }
      throw failed;
    }
  }

  private static AwsSecret version(
      SecretsManagerClient client, String id, String stage, String what) {
    GetSecretValueRequest request =
        GetSecretValueRequest.builder()
            .secretId(id)
            .versionStage(stage)
            .overrideConfiguration(limits())
            .build();
    return new AwsSecret(what, call(what, () -> client.getSecretValue(request)).secretString());
  }

  /**
   * Reads a parameter in Parameter Store, and decrypts it if it is a {@code SecureString}. Needs
   * {@code ssm:GetParameter}, and {@code kms:Decrypt} if a customer managed key encrypts it.
   *
   * @param client a client for the parameter's region
   * @param name the parameter's name or ARN
   * @return the secret
   * @throws AwsSecretException if there is no such parameter, or it cannot be read
   */
  public static AwsSecret parameterStore(SsmClient client, String name) {
    String what = "parameter " + name;
    GetParameterRequest request =
        GetParameterRequest.builder()
            .name(name)
            .withDecryption(true)
            .overrideConfiguration(limits())
            .build();
    return new AwsSecret(what, call(what, () -> client.getParameter(request)).parameter().value());
  }

  /**
   * Reads a file, such as a mounted secret. A line break at the end is not part of the secret.
   *
   * <p>On monday code, all secrets of an app are fields of the file {@code /secrets-v2/NAME}, where
   * {@code NAME} is the value of the environment variable {@code SECRET_NAME}.
   *
   * @param file the file, in UTF-8, at most 1 MiB
   * @return the secret
   * @throws AwsSecretException if there is no such file, this process may not read it, it is not
   *     text in UTF-8, it is blank or too long, or reading fails
   */
  public static AwsSecret file(Path file) {
    String what = "file " + file;
    String text = read(file, what);
    int end = text.length();
    if (end > 0 && text.charAt(end - 1) == '\n') {
      end -= end > 1 && text.charAt(end - 2) == '\r' ? 2 : 1;
    }
    return new AwsSecret(what, text.substring(0, end));
  }

  /**
   * The secret, if it is one text.
   *
   * @return the whole text
   */
  public Secret value() {
    return Secret.of(text);
  }

  /**
   * A field of the secret, if it is a JSON object.
   *
   * @param name the field's name, such as {@code MONDAY_SIGNING_SECRET}
   * @return the field's value, a string
   * @throws AwsSecretException if the secret is not a JSON object or has no such field, or if the
   *     field is not a string or is blank
   */
  public Secret field(String name) {
    return SecretFields.field(text, name, what);
  }

  private static String read(Path file, String what) {
    byte[] content = content(file, what);
    if (content.length > MAX_FILE_BYTES) {
      throw new AwsSecretException(Reason.INVALID, what + ": expected at most 1 MiB, found more");
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException binary) {
      throw new AwsSecretException(
          Reason.INVALID, what + ": expected text in UTF-8, found other bytes");
    }
  }

  /** The file, or its beginning if it is too long: its size may change, or be unknown. */
  private static byte[] content(Path file, String what) {
    try (InputStream stream = Files.newInputStream(file)) {
      return stream.readNBytes(MAX_FILE_BYTES + 1);
    } catch (IOException failed) {
      throw failure(what, failed);
    }
  }

  static AwsSecretException failure(String what, IOException failed) {
    if (failed instanceof NoSuchFileException) {
      return new AwsSecretException(Reason.MISSING, what + ": no such file");
    }
    if (failed instanceof AccessDeniedException) {
      return new AwsSecretException(
          Reason.DENIED,
          what + ": expected a file that this process may read, found one that it may not read");
    }
    return new AwsSecretException(
        Reason.UNAVAILABLE,
        what + ": expected a readable file, found " + failed.getClass().getSimpleName());
  }

  private static AwsRequestOverrideConfiguration limits() {
    return AwsRequestOverrideConfiguration.builder().apiCallTimeout(TIMEOUT).build();
  }

  private static <T> T call(String what, Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException failed) {
      throw failure(what, AwsFailure.of(failed));
    }
  }

  private static AwsSecretException failure(String what, AwsFailure found) {
    return switch (found.code()) {
      case "ResourceNotFoundException", "ParameterNotFound", "ParameterVersionNotFound" ->
          new AwsSecretException(
              Reason.MISSING, what + ": not found in this region" + found.details());
      case "AccessDeniedException", "DecryptionFailure", "InvalidKeyId" ->
          new AwsSecretException(
              Reason.DENIED,
              what
                  + ": no policy allows this function to read it, or to use the key that encrypts it"
                  + found.details());
      case "InvalidRequestException" ->
          new AwsSecretException(
              Reason.MISSING,
              what + ": expected a usable secret, found a deleted one" + found.details());
      default ->
          new AwsSecretException(
              Reason.UNAVAILABLE, what + ": " + found.explanation() + found.details());
    };
  }

  /** Shows where the secret is. */
  @Override
  public String toString() {
    return "AwsSecret[" + what + "]";
  }
}
