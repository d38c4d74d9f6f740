package io.github.mondayauth.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Reply;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.oauth.Credential;
import io.github.mondayauth.oauth.HttpTransport;
import io.github.mondayauth.oauth.OAuthServer;
import io.github.mondayauth.testkit.FakeMonday;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.testkit.TestClock;
import io.github.mondayauth.vault.TokenVault;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.interceptor.Context.BeforeTransmission;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * However slow DynamoDB, KMS and the service are, a handler replies before the gateway stops
 * waiting. The time is simulated: every call passes some of it, at most its timeout.
 */
class SlowServicesTest {
  /** A REST API waits this long, an HTTP API a second longer. */
  private static final Duration GATEWAY = Duration.ofSeconds(29);

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final URI BASE = URI.create("https://app.example.com");

  /** More than an action makes. */
  private static final int MOST_CALLS = 7;

  private static final APIGatewayV2HTTPEvent EVENT =
      GatewayEvents.version2("http-api-stage-action");

  private final TestClock clock = TestClock.at(NOW);
  private final AtomicLong nanos = new AtomicLong();
  private final RegisteredApp registered = RegisteredApp.random();
  private final FakeMonday monday = FakeMonday.builder(registered).clock(clock).start();
  private final FakeUser ada = monday.addUser("Ada", "acme");
  private final MondayUser user = new MondayAccount(ada.accountId()).user(ada.id());
  private final FakeAws aws = FakeAws.start();
  private final List<String> log = new ArrayList<>();
  private final String keyArn = aws.createKey("1234abcd-12ab-34cd-56ef-1234567890ab");
  private MondayApp app;
  private DynamoDbClient table;
  private KmsClient kms;
  private Connections connections;

  /** How long each call takes, unless its timeout ends it. */
  private Duration latency = Duration.ZERO;

  /** How many calls succeed; the ones after them do not respond. */
  private int healthy = Integer.MAX_VALUE;

  /** Passes the time of a call. Returns whether the service has responded before the timeout. */
  private boolean responds(Duration timeout) {
    boolean responds = healthy-- > 0 && latency.compareTo(timeout) < 0;
    nanos.addAndGet((responds ? latency : timeout).toNanos());
    return responds;
  }

  /** A service of AWS whose calls take the simulated time. */
  private final class Slow implements ExecutionInterceptor {
    @Override
    public void beforeTransmission(BeforeTransmission context, ExecutionAttributes attributes) {
      Optional<Duration> own =
          ((AwsRequest) context.request())
              .overrideConfiguration()
              .flatMap(options -> options.apiCallTimeout());
      if (!responds(own.orElse(LambdaClients.CALL_TIMEOUT))) {
        throw ApiCallTimeoutException.builder().message("no response").build();
      }
    }
  }

  /** The service, which grants whatever is requested. */
  private final class SlowService implements HttpTransport {
    @Override
    public Duration callTimeout() {
      return LambdaClients.CALL_TIMEOUT;
    }

    @Override
    public Response send(Request request) throws IOException {
      if (!responds(callTimeout())) {
        throw new IOException("no response");
      }
      return new Response(
          200,
          Map.of("Content-Type", "application/json"),
          "{\"access_token\":\"new\",\"refresh_token\":\"next\",\"token_type\":\"Bearer\","
              + "\"expires_in\":3600}");
    }
  }

  private final class Action extends HttpApiHandler {
    Action() {
      super(InvocationDeadline.LIMIT, nanos::get);
    }

    @Override
    protected Reply reply(LambdaRequest request, Context context) {
      connections.credential(user, "tracker");
      return Reply.json(200, "{}");
    }
  }

  private final class Lifecycle extends HttpApiHandler {
    Lifecycle() {
      super(InvocationDeadline.LIMIT, nanos::get);
    }

    @Override
    protected Reply reply(LambdaRequest request, Context context) {
      AppLifecycleEvent event =
          app.appLifecycleVerifier()
              .verify(
                  monday.tokens().appLifecycle().account(ada.accountId()).user(ada.id()).sign(),
                  ada.lifecycleBody("uninstall"));
      connections.forget(event);
      return Reply.json(200, "{}");
    }
  }

  @BeforeEach
  void start() {
    app =
        MondayApp.builder(registered.clientId(), BASE)
            .clientSecret(Secret.of(registered.clientSecret()))
            .signingSecret(Secret.of(registered.signingSecret()))
            .timeSource(clock)
            .build();
    DeadlineInterceptor deadline = new DeadlineInterceptor(LambdaClients.CALL_TIMEOUT);
    table = DynamoDbLocal.client(UrlConnectionHttpClient.create(), deadline, new Slow());
    kms =
        aws.client(
            KmsClient.builder()
                .overrideConfiguration(
                    c -> c.addExecutionInterceptor(deadline).addExecutionInterceptor(new Slow())));
  }

  /** A new instance of the function, whose first invocation has to decrypt a data key. */
  private void newInstance() {
    OAuthServer server =
        OAuthServer.of(
                URI.create("https://tracker.example.com/authorize"),
                URI.create("https://tracker.example.com/token"))
            .revocationEndpoint(URI.create("https://tracker.example.com/revoke"));
    TokenVault vault =
        TokenVault.open(
            app, new DynamoDbTokenStore(table, DynamoDbLocal.TABLE), KmsKeyRing.of(kms, keyArn));
    connections =
        Connections.builder(
                app, vault, Connector.oauth("tracker", server, "id", Secret.of("x".repeat(32))))
            .httpTransport(LambdaTransport.of(new SlowService()))
            .build();
  }

  /** Stores a credential that has to be refreshed before it can be used. */
  private void connect() {
    latency = Duration.ZERO;
    healthy = Integer.MAX_VALUE;
    newInstance();
    connections.admin().put(user, "tracker", expired());
    newInstance();
  }

  private static Credential expired() {
    return Credential.of(Secret.of("old"))
        .withRefreshToken(Secret.of("refresh"))
        .withExpiresAt(NOW.minusSeconds(60));
  }

  @AfterEach
  void close() {
    monday.close();
    aws.close();
  }

  /** Invokes a handler, which has to reply in time. Returns the status. */
  private int invoke(HttpApiHandler handler, String description) {
    long start = nanos.get();

    APIGatewayV2HTTPResponse response = handler.handleRequest(EVENT, GatewayEvents.context(log));

    Duration taken = Duration.ofNanos(nanos.get() - start);
    assertThat(taken).as(description).isLessThanOrEqualTo(InvocationDeadline.LIMIT);
    assertThat(taken.plus(InvocationDeadline.MARGIN)).isLessThan(GATEWAY);
    assertThat(response.getStatusCode()).as(description).isIn(200, 503);
    return response.getStatusCode();
  }

  @Test
  void aHandlerRepliesInTimeHoweverSlowEveryCallIs() {
    TreeSet<Integer> statuses = new TreeSet<>();
    for (long millis : new long[] {0, 2_000, 4_000, 4_999, 5_000}) {
      connect();
      latency = Duration.ofMillis(millis);
      statuses.add(invoke(new Action(), "action with calls of " + latency));
      newInstance();
      invoke(new Lifecycle(), "uninstall with calls of " + latency);
    }
    assertThat(statuses).containsExactly(200, 503);
  }

  @Test
  void aHandlerRepliesInTimeWhicheverCallIsTheFirstWithoutAResponse() {
    for (int calls = 0; calls <= MOST_CALLS; calls++) {
      for (long millis : new long[] {0, 4_999}) {
        connect();
        latency = Duration.ofMillis(millis);
        healthy = calls;
        invoke(new Action(), "action with " + calls + " calls of " + latency);
        newInstance();
        healthy = calls;
        invoke(new Lifecycle(), "uninstall with " + calls + " calls of " + latency);
      }
    }
  }

  @Test
  void nothingIsLostWhicheverCallOfTheFirstInvocationGetsNoResponse() {
    for (int calls = 0; calls <= MOST_CALLS; calls++) {
      connect();
      healthy = calls;
      invoke(new Action(), "first action with " + calls + " calls");

      healthy = Integer.MAX_VALUE;
      clock.advance(Duration.ofMinutes(2));
      assertThat(invoke(new Action(), "second action")).isEqualTo(200);
      assertThat(connections.credential(user, "tracker").secret()).isEqualTo(Secret.of("new"));
    }
  }
}
