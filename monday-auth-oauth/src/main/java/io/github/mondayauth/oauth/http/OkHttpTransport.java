package io.github.mondayauth.oauth.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.oauth.HttpTransport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProxySelector;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import okhttp3.ResponseBody;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * An {@link HttpTransport} on okhttp. The first call creates the client, because an application
 * that only reads fresh credentials needs none. Connections are not reused: token requests are
 * rare, and a stale connection would fail a request that must not be repeated.
 */
public final class OkHttpTransport implements HttpTransport {
  private final Duration connectTimeout;
  private final Duration callTimeout;
  private final int maxResponseBytes;
  private final @Nullable ProxySelector proxy;
  private volatile @Nullable OkHttpClient client;

  /** Creates a transport; a null proxy selector stands for the JVM's default selector. */
  public OkHttpTransport(
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
    okhttp3.Request.Builder builder = new okhttp3.Request.Builder().url(request.uri().toString());
    request.headers().forEach(builder::header);
    boolean hasBody = !request.method().equals("GET");
    // Bytes, because okhttp appends a charset to the content type of a string.
    builder.method(request.method(), hasBody ? OneShotBody.of(bytes(request)) : null);
    Call call = client().newCall(builder.build());
    Duration timeout = request.timeout();
    if (timeout != null && timeout.compareTo(callTimeout) < 0) {
      // Not zero, which okhttp takes for no timeout.
      call.timeout().timeout(Math.max(1, timeout.toNanos()), TimeUnit.NANOSECONDS);
    }
    try (okhttp3.Response response = call.execute()) {
      return new Response(response.code(), headers(response.headers()), body(response.body()));
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception interrupted) {
      // Undeclared, since okhttp is written in Kotlin.
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a response");
    }
  }

  private static byte[] bytes(Request request) {
    return request.body().getBytes(UTF_8);
  }

  private String body(ResponseBody body) throws IOException {
    BufferedSource source = body.source();
    if (source.request(maxResponseBytes + 1L)) {
      throw new ResponseTooLargeException(maxResponseBytes);
    }
    return source.readString(UTF_8);
  }

  private static Map<String, String> headers(Headers headers) {
    Map<String, String> copy = new LinkedHashMap<>();
    for (int i = 0; i < headers.size(); i++) {
      copy.putIfAbsent(headers.name(i), headers.value(i));
    }
    return copy;
  }

  private OkHttpClient client() {
    OkHttpClient existing = client;
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

  private OkHttpClient newClient() {
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .connectTimeout(connectTimeout)
            .readTimeout(callTimeout)
            .writeTimeout(callTimeout)
            .callTimeout(callTimeout)
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(false)
            .connectionPool(new ConnectionPool(0, 1, TimeUnit.NANOSECONDS));
    if (proxy != null) {
      builder.proxySelector(proxy);
    }
    return builder.build();
  }
}
