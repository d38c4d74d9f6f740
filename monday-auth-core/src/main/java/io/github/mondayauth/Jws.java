package io.github.mondayauth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.mondayauth.TokenRejectedException.Reason;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A compact JWS under HMAC-SHA256, taken apart by its dots.
 *
 * <p>Nothing is decoded or parsed before {@link #isSignedBy} held, so that no parser ever works on
 * what a stranger wrote: the signature is over the text itself, and the algorithm is ours to say.
 */
final class Jws {
  private final String text;
  private final byte[] bytes;
  private final int start;
  private final int payload;
  private final int signature;

  private Jws(String text, byte[] bytes, int start, int payload, int signature) {
    this.text = text;
    this.bytes = bytes;
    this.start = start;
    this.payload = payload;
    this.signature = signature;
  }

  /** Takes apart {@code text} from {@code start} on. */
  static Jws split(String text, int start) {
    int first = text.indexOf('.', start);
    int second = first < 0 ? -1 : text.indexOf('.', first + 1);
    // A character beyond Latin 1 becomes a byte that base64url does not have; of two, one is lost.
    byte[] bytes = text.getBytes(ISO_8859_1);
    if (second < 0 || text.indexOf('.', second + 1) >= 0 || bytes.length != text.length()) {
      throw new TokenRejectedException(Reason.MALFORMED, "expected three parts between two dots");
    }
    return new Jws(text, bytes, start, first + 1, second + 1);
  }

  boolean isSignedBy(HmacKey key) {
    byte[] expected = key.sign(bytes, start, signature - 1);
    return MessageDigest.isEqual(expected, Arrays.copyOfRange(bytes, signature, bytes.length));
  }

  /** The refusal of a token that no key fits. */
  TokenRejectedException unsigned() {
    Reason reason =
        JwsHeader.isUsual(text, start)
            ? Reason.SIGNATURE
            : JwsHeader.unsigned(bytes, start, payload - 1);
    if (reason == Reason.SIGNATURE && (payload == signature - 1 || signature == bytes.length)) {
      reason = Reason.MALFORMED;
    }
    return new TokenRejectedException(
        reason,
        switch (reason) {
          case SIGNATURE -> "none of the secrets for this kind of token made the signature";
          case ALGORITHM -> "alg: expected HS256, found another";
          default -> "expected three parts in base64url, the first a JSON object";
        });
  }

  /** Reads the claims of a token that a key fits. */
  ClaimSet claims() {
    if (!JwsHeader.isUsual(text, start)) {
      JwsHeader.check(bytes, start, payload - 1);
    }
    byte[] json = JwsHeader.decoded(bytes, payload, signature - 1);
    ClaimSet claims = FastClaimsReader.read(json);
    if (claims == null) {
      claims = new ClaimSet();
      StrictClaimsReader.read(json, claims);
    }
    return claims;
  }
}
