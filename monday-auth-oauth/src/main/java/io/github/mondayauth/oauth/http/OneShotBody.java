package io.github.mondayauth.oauth.http;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * A request body that okhttp sends at most once. Without this, okhttp repeats a request after a 503
 * with {@code Retry-After: 0}.
 *
 * <p>This is a separate top-level class so that loading {@link OkHttpTransport} does not load any
 * okhttp class.
 */
final class OneShotBody extends RequestBody {
  private final byte[] bytes;

  private OneShotBody(byte[] bytes) {
    this.bytes = bytes;
  }

  static RequestBody of(byte[] bytes) {
    return new OneShotBody(bytes);
  }

  @Override
  public @Nullable MediaType contentType() {
    return null;
  }

  @Override
  public long contentLength() {
    return bytes.length;
  }

  @Override
  public boolean isOneShot() {
    return true;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    sink.write(bytes);
  }
}
