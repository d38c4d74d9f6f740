package io.github.mondayauth.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.Context;
import io.github.mondayauth.Reply;
import io.github.mondayauth.oauth.HttpTransport;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;

/** No call of an invocation begins after its deadline, or lasts longer than until then. */
class InvocationDeadlineTest {
  private static final HttpTransport.Request REQUEST =
      new HttpTransport.Request("GET", URI.create("https://api.example.com"), Map.of(), null);

  private final AtomicLong nanos = new AtomicLong(42);

  @AfterEach
  void end() {
    InvocationDeadline.end();
  }

  private void begin(Duration limit) {
    InvocationDeadline.begin(limit, nanos::get);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void thereIsNoDeadlineOutsideAnInvocation() {
    assertThat(InvocationDeadline.remaining()).isNull();
    begin(Duration.ofSeconds(25));
    pass(Duration.ofSeconds(10));
    assertThat(InvocationDeadline.remaining()).isEqualTo(Duration.ofSeconds(15));
    pass(Duration.ofSeconds(16));
    assertThat(InvocationDeadline.remaining()).isEqualTo(Duration.ofSeconds(-1));
    InvocationDeadline.end();
    assertThat(InvocationDeadline.remaining()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "PT25S, PT0S, ",
    "PT25S, PT20S, ",
    "PT25S, PT20.001S, PT4.999S",
    "PT25S, PT24.9S, PT0.1S"
  })
  void aCallOfAServiceLastsAtMostUntilTheDeadline(
      Duration limit, Duration passed, Duration expected) {
    DeadlineInterceptor interceptor = new DeadlineInterceptor(Duration.ofSeconds(5));
    begin(limit);
    pass(passed);

    assertThat(timeout(interceptor, DecryptRequest.builder().build())).isEqualTo(expected);
  }

  @Test
  void aRequestsOwnTimeoutStaysIfItIsShorter() {
    DeadlineInterceptor interceptor = new DeadlineInterceptor(Duration.ofSeconds(5));
    DecryptRequest own =
        DecryptRequest.builder()
            .overrideConfiguration(o -> o.apiCallTimeout(Duration.ofSeconds(3)).putHeader("x", "y"))
            .build();
    begin(Duration.ofSeconds(25));
    pass(Duration.ofSeconds(22));
    assertThat(timeout(interceptor, own)).isEqualTo(Duration.ofSeconds(3));

    pass(Duration.ofSeconds(1));
    assertThat(timeout(interceptor, own)).isEqualTo(Duration.ofSeconds(2));
    assertThat(
            ((DecryptRequest) modified(interceptor, own))
                .overrideConfiguration()
                .orElseThrow()
                .headers())
        .containsKey("x");
  }

  @Test
  void aCallAfterTheDeadlineIsNotSent() {
    try (FakeAws aws = FakeAws.start();
        KmsClient kms =
            aws.client(
                KmsClient.builder()
                    .overrideConfiguration(
                        c ->
                            c.addExecutionInterceptor(
                                new DeadlineInterceptor(Duration.ofSeconds(5)))))) {
      begin(Duration.ofSeconds(25));
      pass(Duration.ofSeconds(25));

      assertThatThrownBy(() -> kms.decrypt(r -> r.keyId("key")))
          .isInstanceOf(ApiCallTimeoutException.class)
          .hasMessageContaining("not sent");
      assertThat(aws.requests()).isEmpty();
    }
  }

  @Test
  void theSdkEndsACallThatHangsAtTheDeadline() {
    try (FakeAws aws = FakeAws.start();
        KmsClient kms =
            aws.client(
                KmsClient.builder()
                    .overrideConfiguration(
                        c ->
                            c.addExecutionInterceptor(
                                new DeadlineInterceptor(Duration.ofMinutes(1)))))) {
      aws.hangNext(10);
      begin(Duration.ofSeconds(25));
      pass(Duration.ofMillis(24_700));

      assertThatThrownBy(
              () ->
                  kms.decrypt(
                      r -> r.overrideConfiguration(o -> o.apiCallTimeout(Duration.ofMinutes(1)))))
          .isInstanceOf(ApiCallTimeoutException.class)
          .hasMessageContaining("300 millis");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11_999, 12_000})
  void aRequestIsSentOnlyIfItsResultCanStillBeStored(long passedMillis) throws IOException {
    List<HttpTransport.Request> sent = new ArrayList<>();
    LambdaTransport transport = LambdaTransport.of(recording(sent));
    begin(Duration.ofSeconds(25));
    pass(Duration.ofMillis(passedMillis));

    transport.send(REQUEST);
    assertThat(sent).hasSize(1);
  }

  @Test
  void aRequestThatComesTooLateFailsAsIfTheServiceWereUnreachable() {
    List<HttpTransport.Request> sent = new ArrayList<>();
    LambdaTransport transport = LambdaTransport.of(recording(sent));
    begin(Duration.ofSeconds(25));
    pass(Duration.ofMillis(12_001));

    assertThatThrownBy(() -> transport.send(REQUEST))
        .isInstanceOf(IOException.class)
        .hasMessage("not sent: expected 13000 ms of the invocation, found 12999");
    assertThat(sent).isEmpty();
  }

  @Test
  void outsideAnInvocationRequestsAreSent() throws IOException {
    List<HttpTransport.Request> sent = new ArrayList<>();

    LambdaTransport.of(recording(sent)).send(REQUEST);

    assertThat(sent).hasSize(1);
  }

  @Test
  void refusesATransportWhoseCallsAreTooLong() {
    assertThatThrownBy(() -> LambdaTransport.of(HttpTransport.standard()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found PT20S");
  }

  @Test
  void aHandlerHasADeadlineUntilItReplies() {
    List<Duration> remaining = new ArrayList<>();
    HttpApiHandler handler =
        new HttpApiHandler() {
          @Override
          protected Reply reply(LambdaRequest request, Context context) {
            remaining.add(InvocationDeadline.remaining());
            throw new IllegalStateException("a defect");
          }
        };

    assertThatThrownBy(
            () ->
                handler.handleRequest(
                    GatewayEvents.version2("http-api-authorize"),
                    GatewayEvents.context(new ArrayList<>())))
        .isInstanceOf(IllegalStateException.class);

    assertThat(remaining.get(0)).isPositive().isLessThanOrEqualTo(InvocationDeadline.LIMIT);
    assertThat(InvocationDeadline.remaining()).isNull();
  }

  @Test
  void whatLambdaLeavesOfTheFunctionsTimeoutShortensTheDeadline() {
    InvocationDeadline.begin(
        Duration.ofMinutes(2),
        GatewayEvents.context(new ArrayList<>()), // 29 s are left
        System::nanoTime);

    assertThat(InvocationDeadline.remaining())
        .isLessThanOrEqualTo(Duration.ofSeconds(29).minus(InvocationDeadline.MARGIN));
  }

  private static HttpTransport recording(List<HttpTransport.Request> sent) {
    return new HttpTransport() {
      @Override
      public Response send(Request request) {
        sent.add(request);
        return new Response(200, Map.of(), "");
      }

      @Override
      public Duration callTimeout() {
        return Duration.ofSeconds(5);
      }
    };
  }

  private static SdkRequest modified(DeadlineInterceptor interceptor, DecryptRequest request) {
    return interceptor.modifyRequest(() -> request, new ExecutionAttributes());
  }

  private static Duration timeout(DeadlineInterceptor interceptor, DecryptRequest request) {
    return ((DecryptRequest) modified(interceptor, request))
        .overrideConfiguration()
        .flatMap(options -> options.apiCallTimeout())
        .orElse(null);
  }
}
