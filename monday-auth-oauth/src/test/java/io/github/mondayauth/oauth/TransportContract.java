package io.github.mondayauth.oauth;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.oauth.HttpTransport.Request;
import io.github.mondayauth.oauth.HttpTransport.Response;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import mockwebserver3.junit5.StartStop;
import okio.Buffer;
import okio.GzipSink;
import okio.Okio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for the built-in transport on either HTTP client. */
abstract class TransportContract {
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** A builder of a transport on the client under test. */
  abstract HttpTransport.Builder builder();

  @StartStop private final MockWebServer server = new MockWebServer();

  private Request post() {
    return new Request(
        "POST",
        server.url("/token?x=y").uri(),
        Map.of("Content-Type", "application/x-www-form-urlencoded", "Accept", "application/json"),
        "a=ü");
  }

  @Test
  void sendsTheRequestAndDecodesTheResponseAsUtf8() throws Exception {
    server.enqueue(
        new MockResponse.Builder().code(201).addHeader("X-Some", "Thing").body("ü").build());
    Response response = builder().build().send(post());

    assertThat(response.status()).isEqualTo(201);
    assertThat(response.body()).isEqualTo("ü");
    assertThat(response.headers().get("x-some")).isEqualTo("Thing");
    RecordedRequest request = server.takeRequest();
    assertThat(request.getMethod()).isEqualTo("POST");
    assertThat(request.getTarget()).isEqualTo("/token?x=y");
    assertThat(request.getBody().utf8()).isEqualTo("a=ü");
    assertThat(request.getHeaders().get("Content-Type"))
        .isEqualTo("application/x-www-form-urlencoded");
  }

  @Test
  void doesNotFollowRedirects() throws Exception {
    server.enqueue(
        new MockResponse.Builder().code(302).addHeader("Location", "/elsewhere").build());

    assertThat(builder().build().send(post()).status()).isEqualTo(302);
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void rejectsResponsesAboveTheLimitEvenIfCompressed() throws Exception {
    HttpTransport transport = builder().maxResponseBytes(1_000).build();
    server.enqueue(new MockResponse.Builder().body("x".repeat(1_000)).build());
    assertThat(transport.send(post()).body()).hasSize(1_000);

    server.enqueue(new MockResponse.Builder().body("x".repeat(1_001)).build());
    assertThatThrownBy(() -> transport.send(post())).isInstanceOf(IOException.class);

    Buffer bomb = new Buffer();
    try (var gzip = Okio.buffer(new GzipSink(bomb))) {
      gzip.writeUtf8("x".repeat(10_000_000));
    }
    server.enqueue(
        new MockResponse.Builder().addHeader("Content-Encoding", "gzip").body(bomb).build());
    assertThatThrownBy(() -> transport.send(post())).isInstanceOf(IOException.class);
  }

  @Test
  void stopsAtTheCallTimeoutEvenIfBytesKeepArriving() {
    HttpTransport transport = builder().callTimeout(Duration.ofMillis(300)).build();
    server.enqueue(
        new MockResponse.Builder()
            .body("x".repeat(1_000))
            .throttleBody(1, 50, java.util.concurrent.TimeUnit.MILLISECONDS)
            .build());

    assertThatThrownBy(() -> transport.send(post())).isInstanceOf(IOException.class);
  }

  @Test
  void stopsAtTheTimeoutOfTheRequestIfThatIsShorter() {
    HttpTransport transport = builder().callTimeout(Duration.ofMinutes(5)).build();
    server.enqueue(new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
    Request post = post();
    Request hasty =
        new Request(post.method(), post.uri(), post.headers(), post.body(), Duration.ofMillis(300));

    assertThatThrownBy(() -> transport.send(hasty)).isInstanceOf(IOException.class);
  }

  /** Both limits, whatever arrives slowly. The connection ends with the call. */
  @ParameterizedTest
  @EnumSource
  void endsACallWhoseServerSendsAByteAtATime(DripServer.Part part) throws Exception {
    for (boolean isLimitOfRequest : new boolean[] {true, false}) {
      // A busy machine may take longer than this to connect; then it gets more time.
      Duration limit = Duration.ofMillis(300);
      while (!endsACall(part, isLimitOfRequest, limit)) {
        limit = limit.multipliedBy(4);
        assertThat(limit).as("time in which the transport connected").isLessThan(LONGEST);
      }
    }
  }

  /** Returns false if the call ended before it had connected, which shows nothing. */
  private boolean endsACall(DripServer.Part part, boolean isLimitOfRequest, Duration limit)
      throws Exception {
    HttpTransport transport = builder().callTimeout(isLimitOfRequest ? LONGEST : limit).build();
    try (DripServer slow = new DripServer(part)) {
      Request request =
          new Request("POST", slow.uri(), Map.of(), "a=b", isLimitOfRequest ? limit : null);

      assertThatThrownBy(() -> transport.send(request)).isInstanceOf(IOException.class);
      if (!slow.isConnected()) {
        return false;
      }
      assertThat(slow.awaitCutOff()).as("the connection ended").isTrue();
      return true;
    }
  }

  /** The threads of the client's own pool stay for a minute, but their number does not grow. */
  @Test
  void callsThatTimedOutLeaveNoThreadsBehind() throws Exception {
    int calls = 45;
    HttpTransport transport = builder().callTimeout(Duration.ofMillis(60)).build();
    AtomicInteger timedOut = new AtomicInteger();
    ThreadGroup group = new ThreadGroup("callers");
    Thread caller =
        new Thread(
            group,
            () -> {
              for (int i = 0; i < calls; i++) {
                try (DripServer slow = new DripServer(DripServer.Part.BODY)) {
                  transport.send(new Request("POST", slow.uri(), Map.of(), "a=b"));
                } catch (IOException e) {
                  timedOut.incrementAndGet();
                }
              }
            });
    caller.start();
    caller.join(Duration.ofMinutes(5).toMillis());

    assertThat(timedOut).hasValue(calls);
    Thread[] left = new Thread[100];
    int count = group.enumerate(left);
    assertThat(Arrays.stream(left).limit(count).filter(t -> !t.getName().equals("drip-server")))
        .hasSizeLessThan(calls / 2);
  }

  @Test
  void aLongerTimeoutOfTheRequestDoesNotExtendTheCallTimeout() {
    HttpTransport transport = builder().callTimeout(Duration.ofMillis(300)).build();
    server.enqueue(new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
    Request post = post();
    Request patient =
        new Request(post.method(), post.uri(), post.headers(), post.body(), Duration.ofMinutes(5));

    assertThatThrownBy(() -> transport.send(patient)).isInstanceOf(IOException.class);
  }

  @Test
  void doesNotRepeatFailedRequests() {
    server.enqueue(
        new MockResponse.Builder().onRequestBody(SocketEffect.ShutdownConnection.INSTANCE).build());
    server.enqueue(new MockResponse.Builder().body("second").build());

    assertThatThrownBy(() -> builder().build().send(post())).isInstanceOf(IOException.class);
    assertThat(server.getRequestCount()).isLessThanOrEqualTo(1);
  }

  @Test
  void sendsARequestOnceEvenIfTheServerRequestsAnImmediateRetry() throws Exception {
    server.enqueue(new MockResponse.Builder().code(503).setHeader("Retry-After", "0").build());
    server.enqueue(new MockResponse.Builder().body("second").build());

    assertThat(builder().build().send(post()).status()).isEqualTo(503);
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void reportsARefusedConnectionAsUnsent() throws Exception {
    URI closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/token");
    }

    assertThatThrownBy(() -> builder().build().send(new Request("POST", closed, Map.of(), "a=b")))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void endsWhenTheThreadIsInterrupted() {
    server.enqueue(new MockResponse.Builder().body("late").headersDelay(1, MINUTES).build());
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> builder().build().send(post())).isInstanceOf(IOException.class);
    assertThat(Thread.interrupted()).as("the interrupt flag").isTrue();
  }

  @Test
  void usesTheConfiguredProxy() throws Exception {
    server.enqueue(new MockResponse.Builder().body("through the proxy").build());
    ProxySelector selector =
        new ProxySelector() {
          @Override
          public List<Proxy> select(URI uri) {
            return List.of(
                new Proxy(Proxy.Type.HTTP, new InetSocketAddress("localhost", server.getPort())));
          }

          @Override
          public void connectFailed(URI uri, SocketAddress address, IOException e) {}
        };
    HttpTransport transport = builder().proxy(selector).build();
    Request request = new Request("GET", URI.create("http://nowhere.invalid/x"), Map.of(), "");

    assertThat(transport.send(request).body()).isEqualTo("through the proxy");
    assertThat(server.takeRequest().getRequestLine()).startsWith("GET http://nowhere.invalid/x");
  }

  @Test
  void showsNoContentInToString() {
    assertThat(post().toString()).isEqualTo("POST localhost");
    assertThat(new Response(200, Map.of(), "secret")).hasToString("HTTP 200");
  }

  @Test
  void rejectsInvalidOptions() {
    HttpTransport.Builder invalid = builder();

    assertThatThrownBy(() -> invalid.callTimeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> invalid.callTimeout(Duration.ofMinutes(6)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> invalid.connectTimeout(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> invalid.maxResponseBytes(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(builder().build().callTimeout()).isEqualTo(Duration.ofSeconds(20));
  }
}
