package io.github.mondayauth.aws;

import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import software.amazon.awssdk.core.exception.SdkException;

/** Maps the failures of KMS calls to the reasons of {@link VaultException}. */
final class KmsFailure {
  private KmsFailure() {}

  static VaultException of(String operation, String keyId, SdkException failure) {
    AwsFailure found = AwsFailure.of(failure);
    return switch (found.code()) {
      case "NotFoundException" ->
          typed(Reason.KEY_UNKNOWN, operation, keyId, "no such key in this region", found);
      case "DisabledException" ->
          typed(Reason.KEY_DISABLED, operation, keyId, "the key is disabled", found);
      case "KMSInvalidStateException" ->
          typed(
              Reason.KEY_DISABLED,
              operation,
              keyId,
              "the key's state allows no use, such as pending deletion",
              found);
      case "AccessDeniedException" ->
          typed(
              Reason.KEY_DISABLED,
              operation,
              keyId,
              "no policy allows this call with this encryption context",
              found);
      case "InvalidCiphertextException" ->
          typed(
              Reason.KEY_MISMATCH,
              operation,
              keyId,
              "the wrapped key was altered, or belongs to another context",
              found);
      case "IncorrectKeyException" ->
          typed(
              Reason.KEY_MISMATCH,
              operation,
              keyId,
              "another key encrypted the wrapped key",
              found);
      default -> typed(Reason.KEY_UNAVAILABLE, operation, keyId, found.explanation(), found);
    };
  }

  private static VaultException typed(
      Reason reason, String operation, String keyId, String explanation, AwsFailure found) {
    return new VaultException(
        reason, "KMS " + operation + " with key " + keyId + ": " + explanation + found.details());
  }
}
