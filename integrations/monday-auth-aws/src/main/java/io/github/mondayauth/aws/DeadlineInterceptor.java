package io.github.mondayauth.aws;

import java.time.Duration;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Shortens the timeout of a call to what is left of the invocation. */
final class DeadlineInterceptor implements ExecutionInterceptor {
  private final Duration longest;

  /** The timeout is that of the client, which a request may replace. */
  DeadlineInterceptor(Duration timeout) {
    this.longest = timeout;
  }

  @Override
  public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
    Duration remaining = InvocationDeadline.remaining();
    SdkRequest request = context.request();
    if (remaining == null || !(request instanceof AwsRequest call)) {
      return request;
    }
    if (remaining.isNegative() || remaining.isZero()) {
      throw ApiCallTimeoutException.builder()
          .message("not sent: the time for the invocation has passed")
          .build();
    }
    AwsRequestOverrideConfiguration options = call.overrideConfiguration().orElse(null);
    Duration timeout = options == null ? longest : options.apiCallTimeout().orElse(longest);
    if (remaining.compareTo(timeout) >= 0) {
      return request;
    }
    AwsRequestOverrideConfiguration.Builder shortened =
        options == null ? AwsRequestOverrideConfiguration.builder() : options.toBuilder();
    return call.toBuilder()
        .overrideConfiguration(shortened.apiCallTimeout(remaining).build())
        .build();
  }
}
