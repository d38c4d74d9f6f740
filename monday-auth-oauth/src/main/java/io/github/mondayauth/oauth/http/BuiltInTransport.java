package io.github.mondayauth.oauth.http;

import io.github.mondayauth.oauth.HttpTransport;
import java.net.ProxySelector;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Chooses between okhttp and the JDK's own client. */
public final class BuiltInTransport {
  private static final String OKHTTP_CLIENT = "okhttp3/OkHttpClient.class";

  private BuiltInTransport() {}

  /**
   * Creates a transport on okhttp if it is present and not excluded, else on the JDK's own client.
   */
  public static HttpTransport create(
      boolean withoutOkHttp,
      Duration connectTimeout,
      Duration callTimeout,
      int maxResponseBytes,
      @Nullable ProxySelector proxy) {
    return withoutOkHttp || !isOkHttpPresent()
        ? new JdkTransport(connectTimeout, callTimeout, maxResponseBytes, proxy)
        : new OkHttpTransport(connectTimeout, callTimeout, maxResponseBytes, proxy);
  }

  /** Looks for the class without loading it, so that a process that sends nothing loads nothing. */
  private static boolean isOkHttpPresent() {
    ClassLoader loader = BuiltInTransport.class.getClassLoader();
    return loader != null && loader.getResource(OKHTTP_CLIENT) != null;
  }
}
