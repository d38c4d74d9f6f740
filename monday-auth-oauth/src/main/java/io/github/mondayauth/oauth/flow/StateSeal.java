package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.OAuthException;
import java.io.IOException;
import java.util.List;

/**
 * Encrypts states and decrypts them. States that were sealed with a previous client secret can
 * still be opened.
 */
final class StateSeal {
  private static final Envelope ENVELOPE = new Envelope("monday-auth state 1");

  private final List<FlowKeys> keys;

  /**
   * Derives the keys.
   *
   * @param clientSecrets the current client secret, then previous ones
   */
  StateSeal(List<Secret> clientSecrets) {
    keys = clientSecrets.stream().map(FlowKeys::of).toList();
  }

  /** A state, and the keys that opened it. */
  record Opened(FlowState state, FlowKeys keys) {}

  /** The keys that seal new states. */
  FlowKeys current() {
    return keys.get(0);
  }

  String seal(FlowState state) {
    return ENVELOPE.seal(current().sealing(), FlowStateCodec.encode(state));
  }

  /**
   * Opens a state, even one that has expired.
   *
   * @throws OAuthException if this application did not seal it, or it was altered
   */
  Opened open(String sealed) {
    byte[] bytes = Envelope.bytes(sealed);
    if (bytes == null) {
      throw refused();
    }
    for (FlowKeys candidate : keys) {
      byte[] plain = ENVELOPE.open(candidate.sealing(), bytes);
      if (plain != null) {
        try {
          return new Opened(FlowStateCodec.decode(plain), candidate);
        } catch (IOException | RuntimeException e) {
          throw refused();
        }
      }
    }
    throw refused();
  }

  private static OAuthException refused() {
    return new OAuthException(
        OAuthException.Reason.STATE,
        "state: expected one that this application created, found another or an altered one");
  }
}
