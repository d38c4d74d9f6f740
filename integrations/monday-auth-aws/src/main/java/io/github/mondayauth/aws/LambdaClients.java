package io.github.mondayauth.aws;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;

/**
 * Builds clients of the AWS SDK for a Lambda function: with the JDK's HTTP client, which loads the
 * fewest classes, with region and credentials from the function's environment, without reading
 * profiles, and with short timeouts. Static methods only, safe for use by several threads; the
 * clients are as well.
 */
public final class LambdaClients {
  /** The longest time of a call, with all attempts. */
  static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

  /** The first call of a small function loads classes and agrees on TLS keys in this time. */
  private static final Duration ATTEMPT_TIMEOUT = Duration.ofMillis(2_500);

  private LambdaClients() {}

  /**
   * Builds a client. A call takes at most 5 seconds with all attempts, an attempt at most 2.5
   * seconds, and the calls of an invocation of {@link HttpApiHandler} or {@link RestApiHandler}
   * together not longer than it lasts. To change a setting, use {@link #configure}.
   *
   * @param builder a builder of the SDK, such as {@code DynamoDbClient.builder()}
   * @param <B> the builder's type
   * @param <C> the client's type
   * @return the client
   * @throws IllegalArgumentException if the environment has no {@code AWS_REGION}: this is not a
   *     Lambda function
   */
  public static <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C build(
      B builder) {
    return configure(builder).build();
  }

  /**
   * Configures a builder as {@link #build} does, without building the client.
   *
   * @param builder a builder of the SDK
   * @param <B> the builder's type
   * @param <C> the client's type
   * @return the same builder
   * @throws IllegalArgumentException if the environment has no {@code AWS_REGION}: this is not a
   *     Lambda function
   */
  public static <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> B configure(
      B builder) {
    String region = System.getenv("AWS_REGION");
    if (region == null) {
      throw new IllegalArgumentException(
          "expected the variable AWS_REGION in the environment, as in a Lambda function, found"
              + " none. Elsewhere, build the client without LambdaClients");
    }
    return builder
        .region(Region.of(region))
        .credentialsProvider(credentials())
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(
            ClientOverrideConfiguration.builder()
                .defaultProfileFile(ProfileFile.aggregator().build())
                .addExecutionInterceptor(new DeadlineInterceptor(CALL_TIMEOUT))
                .apiCallTimeout(CALL_TIMEOUT)
                .apiCallAttemptTimeout(ATTEMPT_TIMEOUT)
                .build());
  }

  /** With SnapStart, credentials come from an endpoint, as those in a snapshot would expire. */
  private static AwsCredentialsProvider credentials() {
    return System.getenv("AWS_CONTAINER_CREDENTIALS_FULL_URI") == null
        ? EnvironmentVariableCredentialsProvider.create()
        : ContainerCredentialsProvider.builder().build();
  }
}
