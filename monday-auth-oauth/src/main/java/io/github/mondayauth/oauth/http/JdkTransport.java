package io.github.mondayauth.oauth.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.oauth.HttpTransport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An {@link HttpTransport} on the JDK's own client, for applications that leave okhttp out. The
 * first call creates the client. The client has no option to close its connections after each call,
 * so it keeps idle ones for {@code jdk.httpclient.keepalive.timeout} seconds.
 */
public final class JdkTransport implements HttpTransport {
  private final Duration connectTimeout;
  private final Duration callTimeout;
  private final int maxResponseBytes;
  private final @Nullable ProxySelector proxy;
  private volatile @Nullable HttpClient client;

  /** Creates a transport; a null proxy selector stands for the JVM's default selector. */
  public JdkTransport(
      Duration connectTimeout,
      Duration callTimeout,
      int maxResponseBytes,
      @Nullable ProxySelector proxy) {
    this.connectTimeout = connectTimeout;
    this.callTimeout = callTimeout;
    this.maxResponseBytes = maxResponseBytes;
    this.proxy = proxy;
  }

  @Override
  public Duration callTimeout() {
    return callTimeout;
  }

  @Override
  public Response send(Request request) throws IOException {
    HttpRequest.Builder builder = HttpRequest.newBuilder(request.uri());
    request.headers().forEach(builder::setHeader);
    builder.method(request.method(), body(request));
    CompletableFuture<HttpResponse<byte[]>> call =
        client()
            .sendAsync(builder.build(), response -> new LimitedBodySubscriber(maxResponseBytes));
    HttpResponse<byte[]> response = await(call, limit(request));
    return new Response(
        response.statusCode(), headers(response.headers()), new String(response.body(), UTF_8));
  }

  private static BodyPublisher body(Request request) {
    return request.method().equals("GET")
        ? BodyPublishers.noBody()
        : BodyPublishers.ofByteArray(request.body().getBytes(UTF_8));
  }

  private Duration limit(Request request) {
    Duration timeout = request.timeout();
    return timeout != null && timeout.compareTo(callTimeout) < 0 ? timeout : callTimeout;
  }

  /**
   * Waits for the last byte: the client's own timeout ends with the headers. Canceling the call
   * closes its connection.
   */
  private static HttpResponse<byte[]> await(
      CompletableFuture<HttpResponse<byte[]>> call, Duration limit) throws IOException {
    try {
      return call.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      call.cancel(true);
      throw new HttpTimeoutException("no complete response within " + limit);
    } catch (InterruptedException e) {
      call.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a response");
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  private static IOException failure(@Nullable Throwable cause) {
    if (cause instanceof HttpConnectTimeoutException) {
      return new ConnectException("no connection within the timeout");
    }
    return cause instanceof IOException e ? e : new IOException("the request failed", cause);
  }

  private static Map<String, String> headers(HttpHeaders headers) {
    Map<String, String> copy = new LinkedHashMap<>();
    headers.map().forEach((name, values) -> copy.put(name, values.get(0)));
    return copy;
  }

  private HttpClient client() {
    HttpClient existing = client;
    if (existing == null) {
      synchronized (this) {
        existing = client;
        if (existing == null) {
          existing = newClient();
          client = existing;
        }
      }
    }
    return existing;
  }

  private HttpClient newClient() {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connectTimeout);
    if (proxy != null) {
      builder.proxy(proxy);
    }
    return builder.build();
  }
}
