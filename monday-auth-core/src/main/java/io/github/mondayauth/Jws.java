package io.github.mondayauth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.mondayauth.TokenRejectedException.Reason;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A compact JWS with HMAC-SHA256 (RFC 7515 section 3.1), split at its dots.
 *
 * <p>Callers call {@link #isSignedBy} first, and {@link #claims} only if it returns true. No parser
 * therefore sees text from anyone without a secret. This is possible because the signature covers
 * the encoded text, and because the algorithm is fixed rather than taken from the header.
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

  /** Splits the JWS that begins at {@code start}. */
  static Jws split(String text, int start) {
    int first = text.indexOf('.', start);
    int second = first < 0 ? -1 : text.indexOf('.', first + 1);
    // A character outside Latin-1 becomes '?', which base64url does not have. A surrogate pair
    // becomes one '?', which the comparison of the lengths finds.
    byte[] bytes = text.getBytes(ISO_8859_1);
    if (second < 0 || text.indexOf('.', second + 1) >= 0 || bytes.length != text.length()) {
      throw new TokenRejectedException(
          Reason.MALFORMED, "expected three parts separated by two dots, found another form");
    }
    return new Jws(text, bytes, start, first + 1, second + 1);
  }

  boolean isSignedBy(HmacKey key) {
    byte[] expected = key.sign(bytes, start, signature - 1);
    // Not ConstantTime, which would be one more class to load in a function's cold start.
    return MessageDigest.isEqual(expected, Arrays.copyOfRange(bytes, signature, bytes.length));
  }

  /** Creates the refusal of a token that none of the keys signed. */
  TokenRejectedException notSigned() {
    Reason reason =
        JwsHeader.isUsual(text, start)
            ? Reason.SIGNATURE
            : JwsHeader.reasonIfNotSigned(bytes, start, payload - 1);
    if (reason == Reason.SIGNATURE && (payload == signature - 1 || signature == bytes.length)) {
      reason = Reason.MALFORMED;
    }
    return new TokenRejectedException(
        reason,
        switch (reason) {
          case SIGNATURE ->
              "signature: expected one made with a secret for this kind of token, found another";
          case ALGORITHM -> "alg: expected HS256, found another algorithm";
          default ->
              "expected three parts in canonical base64url, the first a JSON object, found another"
                  + " form";
        });
  }

  /** Reads the claims of a token that one of the keys signed. */
  ClaimSet claims() {
    checkHeader();
    byte[] json = payload();
    ClaimSet claims = FastClaimsReader.read(json);
    if (claims == null) {
      claims = new ClaimSet();
      StrictClaimsReader.read(json, claims);
    }
    return claims;
  }

  /** Refuses a header that does not say HS256, or that says anything else of importance. */
  void checkHeader() {
    if (!JwsHeader.isUsual(text, start)) {
      JwsHeader.check(bytes, start, payload - 1);
    }
  }

  /** Decodes the header, or refuses the token. */
  byte[] header() {
    return JwsHeader.decode(bytes, start, payload - 1);
  }

  /** Decodes the payload, or refuses the token. */
  byte[] payload() {
    return JwsHeader.decode(bytes, payload, signature - 1);
  }
}
