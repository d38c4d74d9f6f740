package io.github.mondayauth.aws;

import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Reply;
import java.util.List;
import java.util.Map;

/** Thrown when a browser's request has a method other than {@code GET} and {@code POST}. */
final class MethodNotAllowedException extends MondayAuthException {
  private static final long serialVersionUID = 1L;

  MethodNotAllowedException(String method) {
    super("a browser's request: expected GET or POST, found ".concat(method), null);
  }

  @Override
  public Reply reply() {
    return Reply.of(405, Map.of("Allow", "GET, POST"), List.of(), "");
  }
}
