package io.github.mondayauth.oauth;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * A body okhttp may not send twice, as it otherwise does after a 503 with {@code Retry-After: 0}.
 *
 * <p>A class of its own, so that loading the transport loads nothing of okhttp.
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
