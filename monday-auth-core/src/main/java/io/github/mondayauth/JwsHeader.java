package io.github.mondayauth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.internal.Base64Url;
import java.io.IOException;

/**
 * The header of a JWS: HS256 and nothing that would change how it is verified.
 *
 * <p>{@code kid} is allowed, and looked up nowhere. Scalars of unknown names are ignored, as RFC
 * 7515 wants it; a header that names a key, a content type or a critical extension is refused.
 */
final class JwsHeader {
  private static final int LONGEST = 512;

  private static final String[] USUAL = {
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.", // {"alg":"HS256","typ":"JWT"}
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.", // {"typ":"JWT","alg":"HS256"}
    "eyJhbGciOiJIUzI1NiJ9.", // {"alg":"HS256"}
  };

  private JwsHeader() {}

  /** Whether the header that starts here is known to be good by its very bytes. */
  static boolean isUsual(String text, int start) {
    for (String header : USUAL) {
      if (text.startsWith(header, start)) {
        return true;
      }
    }
    return false;
  }

  /** Decodes a part of a token, or refuses the token. */
  static byte[] decoded(byte[] text, int start, int end) {
    byte[] bytes = Base64Url.decode(text, start, end);
    if (bytes == null) {
      throw new TokenRejectedException(Reason.MALFORMED, "a part is not canonical base64url");
    }
    return bytes;
  }

  /** Refuses a header of a signed token unless it is one of ours. */
  static void check(byte[] text, int start, int end) {
    if (end - start > LONGEST) {
      throw new TokenRejectedException(Reason.TOO_LARGE, "the header is too long");
    }
    byte[] json = decoded(text, start, end);
    if (json[0] != '{') {
      throw new TokenRejectedException(Reason.MALFORMED, "the header is not a JSON object");
    }
    try (JsonParser parser = Json.parser(json)) {
      parser.nextToken();
      boolean hs256 = false;
      DuplicateCheck names = new DuplicateCheck();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        Json.once(names, name);
        hs256 |= member(name, parser.nextToken(), parser);
      }
      if (parser.nextToken() != null) {
        throw new TokenRejectedException(Reason.MALFORMED, "the header is more than one object");
      }
      if (!hs256) {
        throw new TokenRejectedException(Reason.ALGORITHM, "alg: expected HS256, found none");
      }
    } catch (IOException unreadable) {
      throw new TokenRejectedException(Reason.MALFORMED, "the header is not strict JSON");
    }
  }

  /** Whether it is the algorithm; refuses what may not be there. */
  private static boolean member(String name, JsonToken value, JsonParser parser)
      throws IOException {
    boolean text = value == JsonToken.VALUE_STRING;
    boolean allowed =
        switch (name) {
          case "alg" -> {
            if (!text || !parser.getText().equals("HS256")) {
              throw new TokenRejectedException(
                  Reason.ALGORITHM, "alg: expected HS256, found another");
            }
            yield true;
          }
          case "typ" -> text && parser.getText().equalsIgnoreCase("JWT");
          case "kid" -> text;
          case "crit", "b64", "cty", "enc", "zip", "jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256" ->
              false;
          default -> value.isScalarValue();
        };
    if (!allowed) {
      throw new TokenRejectedException(
          Reason.HEADER, "the header has a member that monday.com's tokens do not have");
    }
    return name.equals("alg");
  }

  /**
   * Why a token that no key fits is refused: by a look at the header that neither parses nor
   * throws, so that a forged token costs no more than a good one.
   */
  static Reason unsigned(byte[] text, int start, int end) {
    if (end - start > LONGEST || !isDecodable(text, start, end)) {
      return Reason.MALFORMED;
    }
    String header = new String(decoded(text, start, end), ISO_8859_1);
    if (!header.startsWith("{")) {
      return Reason.MALFORMED;
    }
    int at = header.indexOf("\"alg\"");
    at = at < 0 ? -1 : skip(header, at + 5, ' ');
    at =
        at < 0 || at >= header.length() || header.charAt(at) != ':'
            ? -1
            : skip(header, at + 1, ' ');
    return at >= 0 && header.startsWith("\"HS256\"", at) ? Reason.SIGNATURE : Reason.ALGORITHM;
  }

  private static int skip(String text, int from, char character) {
    int at = from;
    while (at < text.length() && text.charAt(at) == character) {
      at++;
    }
    return at;
  }

  private static boolean isDecodable(byte[] text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (Base64Url.valueOf(text[i]) < 0) {
        return false;
      }
    }
    return Base64Url.isCanonical(text, start, end);
  }
}
