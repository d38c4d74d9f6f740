package io.github.mondayauth.aws;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.vault.KeyContext;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.EncryptResponse;
import software.amazon.awssdk.services.kms.model.ReEncryptRequest;
import software.amazon.awssdk.services.kms.model.ReEncryptResponse;

/**
 * A key ring whose key-encryption keys are symmetric keys in AWS KMS, which they never leave. KMS
 * encrypts and decrypts the data keys.
 *
 * <p>A wrapped key is bound to its {@link KeyContext} as the encryption context, which CloudTrail
 * records and key policies can require. Each call names the KMS key that must have encrypted, so a
 * ciphertext of another key is refused. The id of a key in this ring is the last part of its ARN.
 *
 * <p>To change keys, put the new key first and the previous one behind it, and run a {@link
 * io.github.mondayauth.vault.Rotation}: KMS re-encrypts each data key, which does not leave KMS
 * either. KMS's own yearly rotation changes the material behind a key and not its id; it needs no
 * run.
 *
 * <p>Needs {@code kms:Encrypt} on the first key, {@code kms:Decrypt} on all, and for a rotation
 * {@code kms:ReEncryptFrom} and {@code kms:ReEncryptTo}. Throws {@link VaultException} with reason
 *
 * <ul>
 *   <li>{@code KEY_UNAVAILABLE} if KMS does not respond in time, limits the rate of calls, fails,
 *       or refuses the function's credentials;
 *   <li>{@code KEY_DISABLED} if the key is disabled or waits for its deletion, or its policy does
 *       not allow the call;
 *   <li>{@code KEY_UNKNOWN} if the key does not exist, or is not in this ring;
 *   <li>{@code KEY_MISMATCH} if the wrapped key was altered or belongs to another context or key.
 * </ul>
 *
 * <p>No message contains a key, or the text of KMS's response. Immutable, and safe for use by
 * several threads, as the client is.
 */
public final class KmsKeyRing implements KeyRing {
  private static final Pattern ARN =
      Pattern.compile("arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/([A-Za-z0-9-]{1,64})");
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final KmsClient client;
  private final String primary;
  private final Map<String, String> arns;
  private final Duration timeout;

  private KmsKeyRing(KmsClient client, String primary, Map<String, String> arns, Duration timeout) {
    this.client = client;
    this.primary = primary;
    this.arns = arns;
    this.timeout = timeout;
  }

  /**
   * A key ring of KMS keys. Makes no call.
   *
   * @param client a client for the region of the keys, which the caller closes
   * @param primaryArn the ARN of the key that encrypts, {@code arn:aws:kms:REGION:ACCOUNT:key/ID};
   *     not an alias, which could move to another key unnoticed
   * @param previousArns the ARNs of keys that only decrypt, until a rotation has ended
   * @return the key ring, with a timeout of 5 seconds for each call
   * @throws IllegalArgumentException if an ARN is not that of a key, or two keys have the same id
   */
  public static KmsKeyRing of(KmsClient client, String primaryArn, String... previousArns) {
    Map<String, String> arns = new LinkedHashMap<>();
    String primary = add(arns, primaryArn);
    for (String previous : previousArns) {
      add(arns, previous);
    }
    return new KmsKeyRing(requireNonNull(client), primary, arns, TIMEOUT);
  }

  private static String add(Map<String, String> arns, String arn) {
    Matcher matcher = ARN.matcher(arn);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a KMS key: expected arn:aws:kms:REGION:ACCOUNT:key/ID, not an alias, found " + arn);
    }
    String id = matcher.group(1);
    if (arns.put(id, arn) != null) {
      throw new IllegalArgumentException(
          "KMS keys: expected a different id for each key, found " + id + " twice");
    }
    return id;
  }

  /**
   * The same key ring with another timeout.
   *
   * @param longest the longest time of a call with all of the SDK's attempts, positive
   * @return a new key ring
   * @throws IllegalArgumentException if the timeout is not positive
   */
  public KmsKeyRing timeout(Duration longest) {
    if (longest.isNegative() || longest.isZero()) {
      throw new IllegalArgumentException("expected a positive timeout, found " + longest);
    }
    return new KmsKeyRing(client, primary, arns, longest);
  }

  @Override
  public String primaryKeyId() {
    return primary;
  }

  @Override
  public Wrapped wrap(byte[] dataKey, KeyContext context) {
    String arn = arn(primary);
    EncryptRequest request =
        EncryptRequest.builder()
            .keyId(arn)
            .plaintext(SdkBytes.fromByteArray(dataKey))
            .encryptionContext(context.asMap())
            .overrideConfiguration(limits())
            .build();
    EncryptResponse response = call("Encrypt", primary, () -> client.encrypt(request));
    requireKey("Encrypt", arn, response.keyId());
    return new Wrapped(primary, response.ciphertextBlob().asByteArray());
  }

  @Override
  public byte[] unwrap(Wrapped wrapped, KeyContext context) {
    String arn = arn(wrapped.keyId());
    DecryptRequest request =
        DecryptRequest.builder()
            .keyId(arn)
            .ciphertextBlob(SdkBytes.fromByteArray(wrapped.bytes()))
            .encryptionContext(context.asMap())
            .overrideConfiguration(limits())
            .build();
    DecryptResponse response = call("Decrypt", wrapped.keyId(), () -> client.decrypt(request));
    requireKey("Decrypt", arn, response.keyId());
    return response.plaintext().asByteArray();
  }

  /** Re-encrypts with the primary key inside KMS. */
  @Override
  public Wrapped rewrap(Wrapped wrapped, KeyContext context) {
    String from = arn(wrapped.keyId());
    String to = arn(primary);
    ReEncryptRequest request =
        ReEncryptRequest.builder()
            .sourceKeyId(from)
            .destinationKeyId(to)
            .ciphertextBlob(SdkBytes.fromByteArray(wrapped.bytes()))
            .sourceEncryptionContext(context.asMap())
            .destinationEncryptionContext(context.asMap())
            .overrideConfiguration(limits())
            .build();
    ReEncryptResponse response =
        call("ReEncrypt", wrapped.keyId(), () -> client.reEncrypt(request));
    requireKey("ReEncrypt", from, response.sourceKeyId());
    requireKey("ReEncrypt", to, response.keyId());
    return new Wrapped(primary, response.ciphertextBlob().asByteArray());
  }

  private String arn(String keyId) {
    String arn = arns.get(keyId);
    if (arn == null) {
      throw new VaultException(
          Reason.KEY_UNKNOWN,
          "expected one of the KMS keys "
              + arns.keySet()
              + ", found "
              + keyId
              + ": add its ARN to the key ring");
    }
    return arn;
  }

  private AwsRequestOverrideConfiguration limits() {
    return AwsRequestOverrideConfiguration.builder().apiCallTimeout(timeout).build();
  }

  private static <T> T call(String operation, String keyId, Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException failed) {
      throw KmsFailure.of(operation, keyId, failed);
    }
  }

  private static void requireKey(String operation, String expected, @Nullable String found) {
    if (!expected.equals(found)) {
      throw new VaultException(
          Reason.KEY_MISMATCH,
          "KMS " + operation + ": expected a response for " + expected + ", found another key's");
    }
  }

  /** Shows the ids of the keys, the primary one first. */
  @Override
  public String toString() {
    return "KeyRing[KMS keys " + arns.keySet() + "]";
  }
}
