package io.github.mondayauth.oauth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A server on a plain socket that never stops responding, slowly: it sends a byte every few
 * milliseconds, so that no limit for a single read is ever exceeded.
 */
final class DripServer implements AutoCloseable {
  /** What arrives byte by byte. */
  enum Part {
    /** Nothing: the server reads the request and stays silent. */
    NOTHING,
    /** A header without end. */
    HEADERS,
    /** A body of announced length. */
    BODY,
    /** A body in chunks of one byte. */
    CHUNKS,
    /** Nothing, in place of a TLS handshake. */
    HANDSHAKE
  }

  private static final int MAX_BYTES = 2_000;
  private static final int MILLIS_BETWEEN_BYTES = 20;

  private final ServerSocket socket;
  private final Part part;
  private final CountDownLatch cutOff = new CountDownLatch(1);
  private volatile boolean isConnected;
  private final CountDownLatch closed = new CountDownLatch(1);

  DripServer(Part part) throws IOException {
    this.part = part;
    this.socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "drip-server");
    thread.setDaemon(true);
    thread.start();
  }

  URI uri() {
    String scheme = part == Part.HANDSHAKE ? "https" : "http";
    return URI.create(scheme + "://127.0.0.1:" + socket.getLocalPort() + "/token");
  }

  /** Whether a client has connected. */
  boolean isConnected() {
    return isConnected;
  }

  /** Whether the client ended the connection, within a time that no correct client needs. */
  boolean awaitCutOff() throws InterruptedException {
    return cutOff.await(30, TimeUnit.SECONDS);
  }

  private void serve() {
    try (Socket client = socket.accept()) {
      isConnected = true;
      if (part == Part.NOTHING || part == Part.HANDSHAKE) {
        awaitEnd(client.getInputStream());
      } else {
        readRequest(client.getInputStream());
        drip(client.getOutputStream());
      }
    } catch (IOException e) {
      cutOff.countDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitEnd(InputStream in) throws IOException {
    int next = in.read();
    while (next >= 0) {
      next = in.read();
    }
    cutOff.countDown();
  }

  private static void readRequest(InputStream in) throws IOException {
    int matched = 0;
    for (int next = in.read(); next >= 0 && matched < 4; next = matched < 4 ? in.read() : next) {
      matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
    }
  }

  private void drip(OutputStream out) throws IOException, InterruptedException {
    String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    String start =
        switch (part) {
          case BODY -> head + "Content-Length: " + MAX_BYTES + "\r\n\r\n";
          case CHUNKS -> head + "Transfer-Encoding: chunked\r\n\r\n";
          default -> head + "X-Slow: ";
        };
    String drop = part == Part.CHUNKS ? "1\r\nx\r\n" : "x";
    out.write(start.getBytes(US_ASCII));
    for (int i = 0; i < MAX_BYTES; i++) {
      out.write(drop.getBytes(US_ASCII));
      out.flush();
      if (closed.await(MILLIS_BETWEEN_BYTES, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    socket.close();
  }
}
