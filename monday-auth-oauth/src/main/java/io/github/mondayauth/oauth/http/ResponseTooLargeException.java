package io.github.mondayauth.oauth.http;

import java.io.IOException;

/** A response exceeds the configured size limit. */
final class ResponseTooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  ResponseTooLargeException(int limit) {
    super("expected a response of at most " + limit + " bytes, found more");
  }
}
