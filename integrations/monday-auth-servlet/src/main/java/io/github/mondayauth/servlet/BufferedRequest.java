package io.github.mondayauth.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body was read to verify it, and can be read again by the servlet. As the servlet
 * API wants it, only one of stream and reader is available. Not for use by several threads.
 */
final class BufferedRequest extends HttpServletRequestWrapper {
  private final byte[] body;
  private @Nullable ServletInputStream stream;
  private @Nullable BufferedReader reader;

  /** The array must not change. */
  BufferedRequest(HttpServletRequest request, byte[] body) {
    super(request);
    this.body = body;
  }

  /** The body, which must not be changed. */
  byte[] body() {
    return body;
  }

  @Override
  public ServletInputStream getInputStream() {
    if (reader != null) {
      throw new IllegalStateException("expected no reader in use, found one");
    }
    ServletInputStream opened = stream;
    if (opened == null) {
      opened = new BufferedStream(body);
      stream = opened;
    }
    return opened;
  }

  @Override
  public BufferedReader getReader() throws IOException {
    if (stream != null) {
      throw new IllegalStateException("expected no input stream in use, found one");
    }
    BufferedReader opened = reader;
    if (opened == null) {
      String encoding = getCharacterEncoding();
      opened =
          new BufferedReader(
              new InputStreamReader(
                  new ByteArrayInputStream(body), encoding == null ? UTF_8.name() : encoding));
      reader = opened;
    }
    return opened;
  }

  private static final class BufferedStream extends ServletInputStream {
    private final ByteArrayInputStream bytes;

    BufferedStream(byte[] body) {
      bytes = new ByteArrayInputStream(body);
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      return bytes.read(buffer, offset, length);
    }

    @Override
    public int available() {
      return bytes.available();
    }

    @Override
    public boolean isFinished() {
      return bytes.available() == 0;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    /** The bytes are there, so nothing would ever be notified later. */
    @Override
    public void setReadListener(ReadListener listener) {
      throw new UnsupportedOperationException(
          "expected blocking reads of a verified body, found a ReadListener; read the stream");
    }
  }
}
