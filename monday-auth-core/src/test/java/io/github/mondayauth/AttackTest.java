package io.github.mondayauth;

import static io.github.mondayauth.Fixture.BASE;
import static io.github.mondayauth.Fixture.NOW;
import static io.github.mondayauth.Fixture.RUN;
import static io.github.mondayauth.Fixture.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.TokenRejectedException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks on the envelope of a token: header, parts, encoding, signature. */
class AttackTest {
  private final Fixture fixture = new Fixture();
  private final RequestVerifier verifier = fixture.app().requestVerifier();
  private final String secret = fixture.registered.signingSecret();
  private final String token = fixture.tokens.request(RUN).sign();
  private final String[] parts = token.split("\\.");
  private final String claims = RawJws.decode(parts[1]);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"none\"",
        "\"None\"",
        "\"NONE\"",
        "\"nOnE\"",
        "\"none \"",
        "\" none\"",
        "\"no\\u006ee\"",
        "\"\"",
        "null",
        "[]",
        "[\"none\"]",
        "{}",
        "0",
        "false",
        "[\"HS256\"]",
        "\"HS256\\u0000\""
      })
  void algNone(String algorithm) {
    String header = RawJws.encode("{\"alg\":" + algorithm + ",\"typ\":\"JWT\"}");
    assertRefused(Reason.ALGORITHM, header + "." + parts[1] + ".");
    assertRefused(Reason.ALGORITHM, header + "." + parts[1] + "." + parts[2]);
    assertRefused(Reason.ALGORITHM, RawJws.signedParts(header, parts[1], secret));
  }

  @ParameterizedTest
  @CsvSource({
    "HS384,HmacSHA384", "HS512,HmacSHA512", "RS256,HmacSHA256", "ES256,HmacSHA256",
    "PS256,HmacSHA256", "EdDSA,HmacSHA256", "hs256,HmacSHA256", "Hs256,HmacSHA256",
    "'HS256 ',HmacSHA256", "HS1,HmacSHA1", "dir,HmacSHA256", "A256GCMKW,HmacSHA256"
  })
  void anotherAlgorithmWithOurSecret(String name, String mac) {
    String header = RawJws.encode("{\"alg\":\"" + name + "\",\"typ\":\"JWT\"}");
    byte[] key = secret.getBytes(StandardCharsets.UTF_8);
    assertRefused(Reason.ALGORITHM, RawJws.signedParts(mac, header, parts[1], key));
    assertRefused(Reason.ALGORITHM, RawJws.signedParts(header, parts[1], secret));
  }

  @Test
  void anotherMacWithHeaderHs256() {
    byte[] key = secret.getBytes(StandardCharsets.UTF_8);
    assertRefused(Reason.SIGNATURE, RawJws.signedParts("HmacSHA384", parts[0], parts[1], key));
    assertRefused(Reason.SIGNATURE, RawJws.signedParts("HmacSHA512", parts[0], parts[1], key));
    assertRefused(Reason.SIGNATURE, RawJws.signedParts("HmacSHA1", parts[0], parts[1], key));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"typ\":\"JWT\"}", "{\"Alg\":\"HS256\"}", "{\"ALG\":\"HS256\"}"})
  void algMissing(String header) {
    assertRefused(Reason.ALGORITHM, RawJws.signed(header, claims, secret));
    assertRefused(Reason.ALGORITHM, RawJws.encode(header) + "." + parts[1] + "." + parts[2]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"HS256\",\"alg\":\"HS256\"}",
        "{\"alg\":\"HS256\",\"alg\":\"none\"}",
        "{\"alg\":\"HS256\",\"\\u0061lg\":\"none\"}",
        "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"typ\":\"JWT\"}",
      })
  void algDuplicated(String header) {
    assertRefused(Reason.MALFORMED, RawJws.signed(header, claims, secret));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"crit\":[\"exp\"]",
        "\"crit\":[]",
        "\"b64\":false,\"crit\":[\"b64\"]",
        "\"b64\":true",
        "\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}",
        "\"jku\":\"https://evil.example/jwks.json\"",
        "\"x5u\":\"https://evil.example/cert.pem\"",
        "\"x5c\":[\"MIIB\"]",
        "\"x5t\":\"AAAA\"",
        "\"x5t#S256\":\"AAAA\"",
        "\"zip\":\"DEF\"",
        "\"enc\":\"A256GCM\"",
        "\"cty\":\"JWT\"",
        "\"typ\":\"JOSE\"",
        "\"typ\":7",
        "\"kid\":7",
        "\"kid\":{\"x\":1}",
        "\"other\":{\"x\":1}",
        "\"other\":[1]",
      })
  void headerWithForbiddenParameter(String parameter) {
    String header = "{\"alg\":\"HS256\"," + parameter + "}";
    assertRefused(Reason.HEADER, RawJws.signed(header, claims, secret));
    assertRefused(Reason.SIGNATURE, RawJws.signed(header, claims, "k".repeat(32)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../../dev/null", "' or 1=1 --", "/dev/tcp", "|id", "1"})
  void kidInjection(String kid) {
    String header = "{\"alg\":\"HS256\",\"kid\":\"" + kid + "\"}";
    assertRefused(
        Reason.SIGNATURE,
        RawJws.signedParts("HmacSHA256", RawJws.encode(header), parts[1], new byte[1]));
    assertThat(verifier.verify(RawJws.signed(header, claims, secret), "/run")).isNotNull();
  }

  @Test
  void acceptsEveryHeaderThatMeansHs256() {
    for (String header :
        new String[] {
          "{ \"alg\" : \"HS256\" }", "{\"alg\":\"HS256\",\"typ\":\"jwt\"}",
          "{\"typ\":\"JWT\",\"alg\":\"HS256\"}", "{\"alg\":\"HS256\"}",
          "{\"alg\":\"HS256\",\"x\":1}",
        }) {
      assertThat(verifier.verify(RawJws.signed(header, claims, secret), "/run")).isNotNull();
    }
  }

  @Test
  void overlongHeader() {
    String header = "{\"alg\":\"HS256\",\"kid\":\"" + "k".repeat(500) + "\"}";
    assertRefused(Reason.TOO_LARGE, RawJws.signed(header, claims, secret));
  }

  @Test
  void acceptsLongestHeaderAndRefusesOneCharacterMore() {
    String longest = headerOf(384);
    assertThat(longest).hasSize(512);
    assertThat(verifier.verify(RawJws.signedParts(longest, parts[1], secret), "/run")).isNotNull();
    assertRefused(Reason.TOO_LARGE, RawJws.signedParts(longest + "A", parts[1], secret));
    assertRefused(Reason.TOO_LARGE, RawJws.signedParts(headerOf(385), parts[1], secret));

    String header = "Bearer " + RawJws.signedParts(longest, parts[1], secret);
    assertThat(verifier.verify(header, "/run")).isNotNull();

    assertThatThrownBy(
            () ->
                verifier.verify(
                    "Bearer " + RawJws.signedParts(headerOf(385), parts[1], secret), "/run"))
        .hasMessage("header: expected at most 512 characters, found 514 characters");
    assertRefused(Reason.SIGNATURE, "Bearer " + longest + "." + parts[1] + "." + parts[2]);
    assertRefused(Reason.SIGNATURE, longest + "." + parts[1] + "." + parts[2]);
    assertRefused(Reason.MALFORMED, headerOf(385) + "." + parts[1] + "." + parts[2]);
  }

  private static String headerOf(int bytes) {
    String empty = "{\"alg\":\"HS256\",\"kid\":\"\"}";
    return RawJws.encode(empty.replace("\"\"", '"' + "k".repeat(bytes - empty.length()) + '"'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[]", "\"HS256\"", "null", "{\"alg\":\"HS256\"", "{\"alg\":\"HS256\"}x", "x"})
  void headerThatIsNotAnObject(String header) {
    assertRefused(Reason.MALFORMED, RawJws.signed(header, claims, secret));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"alg\":\"HS256\"}; SIGNATURE",
        "{ \"x\":1, \"alg\"  :   \"HS256\" }; SIGNATURE",
        "{\"alg\":\"HS256; ALGORITHM",
        "{\"alg\":; ALGORITHM",
        "`{\"alg\": `; ALGORITHM",
        "{\"alg\"; ALGORITHM",
        "`{\"alg\" `; ALGORITHM",
        "{\"alg\"\"HS256\"}; ALGORITHM",
        "{\"alg\",\"HS256\"}; ALGORITHM",
        "{\"alg\":\"RS256\"}; ALGORITHM",
        "{}; ALGORITHM",
        "{; ALGORITHM",
        "`[\"alg\":\"HS256\"]`; MALFORMED",
        "` {\"alg\":\"HS256\"}`; MALFORMED",
      })
  void reasonForUnsignedHeaderComesFromALookAtIt(String header, Reason reason) {
    assertRefused(reason, RawJws.encode(header) + "." + parts[1] + "." + parts[2]);
    assertRefused(reason, "Bearer " + RawJws.encode(header) + "." + parts[1] + "." + parts[2]);
  }

  @Test
  void encryptedToken() {
    String header = RawJws.encode("{\"alg\":\"dir\",\"enc\":\"A256GCM\"}");
    assertRefused(Reason.MALFORMED, header + "..AAAA.AAAA.AAAA");
    assertRefused(Reason.MALFORMED, RawJws.signedParts(header, parts[1], secret) + ".AAAA.AAAA");
    assertRefused(Reason.ALGORITHM, RawJws.signedParts(header, parts[1], secret));
  }

  @Test
  void nestedJwt() {
    assertRefused(
        Reason.HEADER, RawJws.signed("{\"alg\":\"HS256\",\"cty\":\"JWT\"}", token, secret));
    assertRefused(Reason.MALFORMED, RawJws.signed(RawJws.HEADER, token, secret));
    assertRefused(Reason.MALFORMED, RawJws.signed(RawJws.HEADER, '"' + token + '"', secret));
  }

  @Test
  void jsonSerialization() {
    String flat =
        "{\"payload\":\"%s\",\"protected\":\"%s\",\"signature\":\"%s\"}"
            .formatted(parts[1], parts[0], parts[2]);
    String general =
        "{\"payload\":\"%s\",\"signatures\":[{\"protected\":\"%s\",\"signature\":\"%s\"}]}"
            .formatted(parts[1], parts[0], parts[2]);
    assertRefused(Reason.MALFORMED, flat);
    assertRefused(Reason.MALFORMED, general);
  }

  @Test
  void detachedPayload() {
    assertRefused(Reason.MALFORMED, parts[0] + ".." + parts[2]);
    assertRefused(Reason.MALFORMED, RawJws.signedParts(parts[0], "", secret));
  }

  @Test
  void emptyParts() {
    assertRefused(Reason.MALFORMED, "..");
    assertRefused(Reason.MALFORMED, "." + parts[1] + "." + parts[2]);
    assertRefused(Reason.MALFORMED, parts[0] + "." + parts[1] + ".");
    assertRefused(Reason.MALFORMED, parts[0] + "..");
    assertRefused(Reason.MALFORMED, RawJws.signedParts("", parts[1], secret));
    assertRefused(Reason.MALFORMED, RawJws.signedParts("", "", secret));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "....",
        "a",
        "a.b",
        "Bearer ",
        "Bearer",
        "null",
        "undefined",
        "[object Object]"
      })
  void textThatIsNotAToken(String value) {
    assertRefused(value.isEmpty() ? Reason.MISSING : Reason.MALFORMED, value);
  }

  @Test
  void trailingAndExtraDots() {
    assertRefused(Reason.MALFORMED, token + ".");
    assertRefused(Reason.MALFORMED, "." + token);
    assertRefused(Reason.MALFORMED, token + "..");
    assertRefused(Reason.MALFORMED, token + "." + parts[2]);
    assertRefused(Reason.MALFORMED, parts[0] + "." + token);
    assertRefused(Reason.MALFORMED, token.replaceFirst("\\.", ".."));
    assertRefused(Reason.MALFORMED, token + ", " + token);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=",
        "==",
        "\n",
        " ",
        "\t",
        "\r\n",
        "%3D",
        "+",
        "/",
        "\u00e9",
        "\ud83d\ude00",
        "\u0000"
      })
  void textBeforeOrAfterAPart(String extra) {
    assertRefused(Reason.MALFORMED, RawJws.signedParts(parts[0] + extra, parts[1], secret));
    assertRefused(Reason.MALFORMED, RawJws.signedParts(extra + parts[0], parts[1], secret));
    assertRefused(Reason.MALFORMED, RawJws.signedParts(parts[0], parts[1] + extra, secret));
    assertRefused(Reason.MALFORMED, RawJws.signedParts(parts[0], extra + parts[1], secret));
    assertThat(reasonOf(token + extra)).isIn(Reason.SIGNATURE, Reason.MALFORMED);
    assertThat(reasonOf(extra + token)).isIn(Reason.SIGNATURE, Reason.MALFORMED);
  }

  @Test
  void standardBase64Alphabet() {
    String payload = claims.replace("\"aud\"", "\"x\":\"\u00ff\u00fe~~~???>>>\",\"aud\"");
    String url = RawJws.encode(payload);
    String standard = url.replace('-', '+').replace('_', '/');
    assertThat(standard).isNotEqualTo(url);
    assertThat(verifier.verify(RawJws.signedParts(parts[0], url, secret), "/run")).isNotNull();
    assertRefused(Reason.MALFORMED, RawJws.signedParts(parts[0], standard, secret));
  }

  @Test
  void unusedBitsOfBase64() {
    String padded = claims;
    while (RawJws.encode(padded).length() % 4 == 0) {
      padded = padded.replaceFirst("\\{", "{ ");
    }
    String payload = RawJws.encode(padded);
    assertThat(verifier.verify(RawJws.signedParts(parts[0], payload, secret), "/run")).isNotNull();
    String loose = nextCharacter(payload);
    assertThat(Base64.getUrlDecoder().decode(loose))
        .isEqualTo(Base64.getUrlDecoder().decode(payload));
    assertRefused(Reason.MALFORMED, RawJws.signedParts(parts[0], loose, secret));

    String header = RawJws.encode("{\"alg\":\"HS256\" }");
    assertThat(header.length() % 4).isNotZero();
    assertRefused(Reason.MALFORMED, RawJws.signedParts(nextCharacter(header), parts[1], secret));

    assertThat(Base64.getUrlDecoder().decode(nextCharacter(parts[2])))
        .isEqualTo(Base64.getUrlDecoder().decode(parts[2]));
    assertRefused(Reason.SIGNATURE, parts[0] + "." + parts[1] + "." + nextCharacter(parts[2]));
  }

  @Test
  void truncatedSignature() {
    String input = parts[0] + "." + parts[1] + ".";
    for (int length = 1; length < parts[2].length(); length++) {
      assertRefused(Reason.SIGNATURE, input + parts[2].substring(0, length));
      assertRefused(Reason.SIGNATURE, input + parts[2].substring(length));
    }
  }

  @Test
  void everySignatureCharacterReplacedByEveryOther() {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int start = parts[0].length() + parts[1].length() + 2;
    for (int i = start; i < token.length(); i++) {
      for (int j = 0; j < alphabet.length(); j++) {
        char c = alphabet.charAt(j);
        if (c != token.charAt(i)) {
          assertThat(reasonOf(token.substring(0, i) + c + token.substring(i + 1)))
              .isEqualTo(Reason.SIGNATURE);
        }
      }
    }
  }

  @Test
  void everySignatureBitFlipped() {
    byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
    for (int bit = 0; bit < signature.length * 8; bit++) {
      byte[] flipped = signature.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertRefused(Reason.SIGNATURE, parts[0] + "." + parts[1] + "." + RawJws.encode(flipped));
    }
  }

  @Test
  void signatureOfAnotherToken() {
    String other = fixture.tokens.request(RUN).user(7).sign();
    assertRefused(
        Reason.SIGNATURE,
        parts[0] + "." + parts[1] + "." + other.substring(other.lastIndexOf('.') + 1));
  }

  @Test
  void signatureMadeWithAnEmptySecret() {
    // HMAC pads its key with zeros, so this equals a signature made with the empty secret.
    assertRefused(
        Reason.SIGNATURE, RawJws.signedParts("HmacSHA256", parts[0], parts[1], new byte[1]));
    assertThatIllegalArgumentException().isThrownBy(() -> Secret.of(""));
  }

  @Test
  void signatureMadeWithPublicValues() {
    assertRefused(
        Reason.SIGNATURE, RawJws.signed(RawJws.HEADER, claims, fixture.registered.clientId()));
    assertRefused(Reason.SIGNATURE, RawJws.signed(RawJws.HEADER, claims, BASE));
    assertRefused(
        Reason.SIGNATURE, RawJws.signed(RawJws.HEADER, claims, secret.toUpperCase(Locale.ROOT)));
  }

  @Test
  void tokenOfOneMegabyte() {
    String large =
        RawJws.signed(
            "{\"alg\":\"HS256\",\"x\":\"" + "x".repeat(1_000_000) + "\"}", claims, secret);
    assertRefused(Reason.TOO_LARGE, large);
    assertRefused(Reason.TOO_LARGE, "Bearer " + " ".repeat(1_000_000) + token);
    assertRefused(Reason.TOO_LARGE, ".".repeat(1_000_000));
  }

  @Test
  void acceptsLongestTokenAndRefusesOneCharacterMore() {
    String longest = padded(8_192);
    assertThat(longest).hasSize(8_192);
    assertThat(verifier.verify(longest, "/run")).isNotNull();
    String tooLong = padded(8_193);
    assertThat(tooLong).hasSize(8_193);
    assertRefused(Reason.TOO_LARGE, tooLong);
  }

  @Test
  void revealsNoExpiryOfTokenSignedWithAnotherSecret() {
    String expired =
        fixture
            .tokens
            .request(RUN)
            .expiresAt(NOW.minusSeconds(999))
            .signedWith("k".repeat(32))
            .sign();
    assertRefused(Reason.SIGNATURE, expired);
  }

  private String padded(int length) {
    for (int fill = 1; ; fill++) {
      String payload = claims.replaceFirst("\\{", "{\"x\":\"" + "x".repeat(fill) + "\",");
      String padded = RawJws.signed(RawJws.HEADER, payload, secret);
      if (padded.length() >= length) {
        return padded;
      }
    }
  }

  private static String nextCharacter(String part) {
    char last = part.charAt(part.length() - 1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return part.substring(0, part.length() - 1) + alphabet.charAt(alphabet.indexOf(last) + 1);
  }

  private void assertRefused(Reason reason, String value) {
    assertRejected(reason, () -> verifier.verify(value, "/run"));
  }

  private Reason reasonOf(String value) {
    try {
      verifier.verify(value, "/run");
    } catch (TokenRejectedException refusal) {
      return refusal.reason();
    }
    throw new AssertionError("accepted");
  }
}
