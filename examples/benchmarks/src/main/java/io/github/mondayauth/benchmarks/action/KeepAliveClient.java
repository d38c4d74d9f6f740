package io.github.mondayauth.benchmarks.action;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;

/**
 * An HTTP client over one connection that stays open. It does no more than these servers need, so
 * that it takes little CPU time away from them. Not safe for use by several threads.
 */
final class KeepAliveClient implements AutoCloseable {
  private static final String END = "\r\n\r\n";
  private static final String LENGTH = "\r\ncontent-length:";

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final byte[] buffer = new byte[8192];

  /** Connects to a port of localhost. */
  KeepAliveClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  /** A response. */
  record Response(int status, String body) {}

  /** Sends a request, and waits for the response. */
  Response send(byte[] request) throws IOException {
    out.write(request);
    String received = "";
    int end = -1;
    int filled = 0;
    while (end < 0) {
      filled += read(filled);
      received = new String(buffer, 0, filled, ISO_8859_1);
      end = received.indexOf(END);
    }
    int start = end + END.length();
    int length = contentLength(received.substring(0, end));
    while (filled < start + length) {
      filled += read(filled);
    }
    int status = Integer.parseInt(received, 9, 12, 10);
    return new Response(status, new String(buffer, start, length, ISO_8859_1));
  }

  private int read(int filled) throws IOException {
    int count = in.read(buffer, filled, buffer.length - filled);
    if (count <= 0) {
      throw new EOFException("Expected a response, found the end of the connection");
    }
    return count;
  }

  private static int contentLength(String head) {
    int name = head.toLowerCase(Locale.ROOT).indexOf(LENGTH);
    if (name < 0) {
      throw new IllegalStateException("Expected a Content-Length, found none");
    }
    int end = head.indexOf('\r', name + 2);
    return Integer.parseInt(
        head.substring(name + LENGTH.length(), end < 0 ? head.length() : end).trim());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
