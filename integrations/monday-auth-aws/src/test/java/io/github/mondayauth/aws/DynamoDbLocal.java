package io.github.mondayauth.aws;

import com.amazonaws.services.dynamodbv2.local.main.ServerRunner;
import io.github.mondayauth.testkit.FreePort;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Amazon's DynamoDB Local: in this process, in memory, over HTTP; one for all tests. */
public final class DynamoDbLocal {
  public static final String TABLE = "monday-auth";

  private static final URI SERVER = start();
  private static final DynamoDbClient CLIENT = client(UrlConnectionHttpClient.create());

  static {
    DynamoDbTokenStore.createTable(CLIENT, TABLE);
  }

  private DynamoDbLocal() {}

  public static URI endpoint() {
    return SERVER;
  }

  public static DynamoDbClient client() {
    return CLIENT;
  }

  static DynamoDbClient client(SdkHttpClient http, ExecutionInterceptor... interceptors) {
    return DynamoDbClient.builder()
        .endpointOverride(SERVER)
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .httpClient(http)
        .overrideConfiguration(
            c ->
                c.executionInterceptors(List.of(interceptors))
                    .apiCallTimeout(Duration.ofMinutes(1))
                    .apiCallAttemptTimeout(Duration.ofSeconds(30)))
        .build();
  }

  /** Starts the server, which ends with the process. */
  private static URI start() {
    try {
      int port = FreePort.find();
      ServerRunner.createServerFromCommandLineArgs(
              new String[] {"-inMemory", "-disableTelemetry", "-port", Integer.toString(port)})
          .start();
      return URI.create("http://localhost:" + port);
    } catch (Exception failed) {
      throw new ExceptionInInitializerError(failed);
    }
  }
}
