package io.github.mondayauth.oauth;

import java.io.IOException;

/** An answer is larger than we are willing to read. */
final class OversizedAnswerException extends IOException {
  private static final long serialVersionUID = 1L;

  OversizedAnswerException(int limit) {
    super("an answer has at most " + limit + " bytes, found more");
  }
}
