package io.github.mondayauth.oauth.http;

import io.github.mondayauth.oauth.HttpTransport;
import java.net.ProxySelector;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Chooses between okhttp and the JDK's own client. */
public final class BuiltInTransport {
  private static final String OKHTTP_MODULE = "okhttp3";
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

  /**
   * Looks for okhttp without loading a class of it, so that a process that sends nothing loads
   * nothing. If this library is a module, okhttp has to be one as well: a named module cannot read
   * the class path.
   */
  private static boolean isOkHttpPresent() {
    ModuleLayer layer = BuiltInTransport.class.getModule().getLayer();
    if (layer != null) { // null on the class path
      return layer.findModule(OKHTTP_MODULE).isPresent();
    }
    ClassLoader loader = BuiltInTransport.class.getClassLoader();
    return loader != null && loader.getResource(OKHTTP_CLIENT) != null;
  }
}
