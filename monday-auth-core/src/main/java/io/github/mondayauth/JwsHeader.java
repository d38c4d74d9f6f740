package io.github.mondayauth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.internal.Base64Url;
import java.io.IOException;

/**
 * Checks the header of a JWS: it must say HS256 and nothing that changes how a token is verified.
 *
 * <p>{@code kid} is accepted and not used. Unknown parameters with scalar values are ignored, as
 * RFC 7515 section 4 requires. A header that names a key, a content type or a critical extension is
 * refused.
 */
final class JwsHeader {
  private static final int MAX_LENGTH = 512;

  private static final String[] USUAL = {
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.", // {"alg":"HS256","typ":"JWT"}
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.", // {"typ":"JWT","alg":"HS256"}
    "eyJhbGciOiJIUzI1NiJ9.", // {"alg":"HS256"}
  };

  private JwsHeader() {}

  /** Whether {@code text} has one of the usual headers at {@code start}. They need no parsing. */
  static boolean isUsual(String text, int start) {
    for (String header : USUAL) {
      if (text.startsWith(header, start)) {
        return true;
      }
    }
    return false;
  }

  /** Decodes a part of a token, or refuses the token. */
  static byte[] decode(byte[] text, int start, int end) {
    byte[] bytes = Base64Url.decode(text, start, end);
    if (bytes == null) {
      throw malformed("expected parts in canonical base64url, found one in another form");
    }
    return bytes;
  }

  /** Checks the header of a token that one of the keys signed. */
  static void check(byte[] text, int start, int end) {
    if (end - start > MAX_LENGTH) {
      throw new TokenRejectedException(
          Reason.TOO_LARGE,
          "header: expected at most 512 characters, found " + (end - start) + " characters");
    }
    byte[] json = decode(text, start, end);
    if (json[0] != '{') {
      throw malformed("header: expected one JSON object, found something else");
    }
    try (JsonParser parser = Json.parser(json)) {
      parser.nextToken();
      boolean hs256 = false;
      DuplicateCheck names = new DuplicateCheck();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        Json.requireNew(names, name);
        hs256 |= isAlgorithm(name, parser.nextToken(), parser);
      }
      if (parser.nextToken() != null) {
        throw malformed("header: expected one JSON object, found more");
      }
      if (!hs256) {
        throw new TokenRejectedException(Reason.ALGORITHM, "alg: expected HS256, found none");
      }
    } catch (TokenRejectedException refusal) {
      throw refusal;
    } catch (IOException | RuntimeException invalid) {
      // Not as a cause: Jackson's message can show the input.
      throw malformed("header: expected strict JSON, found a syntax error or a duplicate");
    }
  }

  private static TokenRejectedException malformed(String message) {
    return new TokenRejectedException(Reason.MALFORMED, message);
  }

  /** Checks one parameter. Returns whether it is {@code alg}. */
  private static boolean isAlgorithm(String name, JsonToken value, JsonParser parser)
      throws IOException {
    boolean string = value == JsonToken.VALUE_STRING;
    boolean allowed =
        switch (name) {
          case "alg" -> {
            if (!string || !parser.getText().equals("HS256")) {
              throw new TokenRejectedException(
                  Reason.ALGORITHM, "alg: expected HS256, found another algorithm");
            }
            yield true;
          }
          case "typ" -> string && parser.getText().equalsIgnoreCase("JWT");
          case "kid" -> string;
          case "crit", "b64", "cty", "enc", "zip", "jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256" ->
              false;
          default -> value.isScalarValue();
        };
    if (!allowed) {
      throw new TokenRejectedException(
          Reason.HEADER,
          "header: expected no key, content type, extension or nested value, found one");
    }
    return name.equals("alg");
  }

  /**
   * Returns why a token that none of the keys signed is refused. It neither parses nor throws, so
   * that a forged token costs no more than a genuine one.
   */
  static Reason reasonIfNotSigned(byte[] text, int start, int end) {
    if (end - start > MAX_LENGTH || !Base64Url.isCanonical(text, start, end)) {
      return Reason.MALFORMED;
    }
    String header = new String(decode(text, start, end), ISO_8859_1);
    if (!header.startsWith("{")) {
      return Reason.MALFORMED;
    }
    int at = header.indexOf("\"alg\"");
    at = at < 0 ? -1 : skipSpaces(header, at + 5);
    at =
        at < 0 || at >= header.length() || header.charAt(at) != ':'
            ? -1
            : skipSpaces(header, at + 1);
    return at >= 0 && header.startsWith("\"HS256\"", at) ? Reason.SIGNATURE : Reason.ALGORITHM;
  }

  private static int skipSpaces(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    return at;
  }
}
