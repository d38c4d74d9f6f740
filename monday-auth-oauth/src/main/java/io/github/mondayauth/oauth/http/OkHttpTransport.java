package io.github.mondayauth.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.ProxySelector;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import okhttp3.ResponseBody;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * okhttp as an {@link HttpTransport}. The client is made by the first call, since an application
 * that only reads fresh credentials needs none. No connection is kept between calls: token calls
 * are rare, and a stale connection would fail a call that must not be repeated.
 */
final class OkHttpTransport implements HttpTransport {
  private final Duration connectTimeout;
  private final Duration callTimeout;
  private final int maxResponseBytes;
  private final @Nullable ProxySelector proxy;
  private volatile @Nullable OkHttpClient client;

  OkHttpTransport(
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
    okhttp3.Request.Builder sent = new okhttp3.Request.Builder().url(request.uri().toString());
    request.headers().forEach(sent::header);
    boolean hasBody = !request.method().equals("GET");
    // Bytes, not text: okhttp would append a charset to a text's content type.
    sent.method(request.method(), hasBody ? OneShotBody.of(bytes(request)) : null);
    try (okhttp3.Response answer = client().newCall(sent.build()).execute()) {
      return new Response(answer.code(), headers(answer.headers()), body(answer.body()));
    }
  }

  private static byte[] bytes(Request request) {
    return request.body().getBytes(UTF_8);
  }

  private String body(ResponseBody body) throws IOException {
    BufferedSource source = body.source();
    if (source.request(maxResponseBytes + 1L)) {
      throw new OversizedAnswerException(maxResponseBytes);
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
    OkHttpClient made = client;
    if (made == null) {
      synchronized (this) {
        made = client;
        if (made == null) {
          made = make();
          client = made;
        }
      }
    }
    return made;
  }

  private OkHttpClient make() {
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
