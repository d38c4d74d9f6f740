package io.github.mondayauth.aws;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What may be shown of a failed call: the error code, the HTTP status and the request id, and not
 * the message, which may quote the request.
 *
 * @param code the service's error code; empty if there was no response
 * @param explanation what happened, in words
 * @param details code, status and request id in parentheses; empty if there was no response
 */
record AwsFailure(String code, String explanation, String details) {
  static AwsFailure of(SdkException failure) {
    if (!(failure instanceof AwsServiceException response)) {
      return new AwsFailure("", withoutResponse(failure), "");
    }
    String code =
        response.awsErrorDetails() == null || response.awsErrorDetails().errorCode() == null
            ? "unknown"
            : response.awsErrorDetails().errorCode();
    return new AwsFailure(
        code,
        explanation(code, response),
        " ("
            + code
            + ", HTTP "
            + response.statusCode()
            + ", request "
            + response.requestId()
            + ")");
  }

  private static String withoutResponse(SdkException failure) {
    if (failure instanceof ApiCallTimeoutException
        || failure instanceof ApiCallAttemptTimeoutException) {
      return "no response within the timeout";
    }
    return failure instanceof AbortedException
        ? "the thread was interrupted"
        : "no response. Check the network, the region, and the function's credentials";
  }

  private static String explanation(String code, AwsServiceException response) {
    if (response.isThrottlingException()) {
      return "too many calls";
    }
    return switch (code) {
      case "ExpiredTokenException",
          "UnrecognizedClientException",
          "InvalidSignatureException",
          "IncompleteSignature",
          "MissingAuthenticationTokenException" ->
          "the function's AWS credentials were refused";
      case "InvalidKeyUsageException" -> "the key is not a symmetric encryption key";
      default -> response.statusCode() >= 500 ? "the service failed" : "the call was refused";
    };
  }
}
