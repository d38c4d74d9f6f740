package io.github.mondayauth;

import static io.github.mondayauth.Fixture.BACK;
import static io.github.mondayauth.Fixture.NOW;
import static io.github.mondayauth.Fixture.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.github.mondayauth.TokenRejectedException.Reason;
import java.math.BigInteger;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Compares the request verifier with nimbus on validly signed tokens with random claims. Nimbus
 * accepts every token that the verifier accepts, with the same claims; but nimbus requires {@code
 * iss}, {@code sub} and {@code jti} to be strings, and the verifier ignores them. Where only the
 * verifier refuses, the reason is one of our deliberate ones.
 */
class OracleTest {
  private static final int COUNT =
      System.getProperty("test.scale", "quick").equals("full") ? 300_000 : 20_000;

  private static final Set<Reason> DELIBERATE =
      EnumSet.of(
          Reason.AUDIENCE, // exact, one string, required
          Reason.WRONG_KIND, // dat or backToUrl
          Reason.CLAIMS, // stricter forms of ids and times
          Reason.MALFORMED, // duplicates, depth, encodings, surrounding white space
          Reason.HEADER, // keys, other types, nested values
          Reason.NOT_YET_VALID); // iat, which nimbus ignores

  private static final List<String> NAMES =
      List.of(
          "accountId",
          "userId",
          "exp",
          "iat",
          "nbf",
          "aud",
          "boardId",
          "recipeId",
          "integrationId",
          "shortLivedToken",
          "backToUrl",
          "dat",
          "x",
          "iss",
          "sub",
          "jti",
          "\\u0061ud");

  private static final List<String> HEADERS =
      List.of(
          RawJws.HEADER,
          RawJws.HEADER,
          "{\"typ\":\"JWT\",\"alg\":\"HS256\"}",
          "{\"alg\":\"HS256\"}",
          "{ \"alg\" : \"HS256\" , \"kid\":\"k\"}",
          "{\"alg\":\"HS256\",\"typ\":\"jwt\"}",
          "{\"alg\":\"HS256\",\"x\":1.5}",
          "{\"alg\":\"HS256\",\"x\":[1]}",
          "{\"alg\":\"HS256\",\"x\":\"\u00e9\"}",
          "{\"alg\":\"\\u0048S256\"}",
          "{\"alg\":\"HS256\",\"typ\":\"JOSE\"}",
          "{\"alg\":\"HS384\"}");

  private final Fixture fixture = new Fixture();
  private final String secret = fixture.registered.signingSecret();
  private final RequestVerifier verifier =
      fixture.builder().listener(GuardedAuthListener.NONE).build().requestVerifier();
  private final Oracle oracle = new Oracle(secret, NOW);
  private final Random random = new Random(20_261_121);
  private final Map<Reason, Integer> reasons = new EnumMap<>(Reason.class);

  @Test
  void acceptsOnlyWhatNimbusAcceptsAndReadsTheSameClaims() {
    int accepted = 0;
    for (int i = 0; i < COUNT; i++) {
      String header = HEADERS.get(random.nextInt(HEADERS.size()));
      String payload = payload();
      String token = RawJws.signed(header, payload, secret);
      JWTClaimsSet expected = oracle.claims(token);
      try {
        RequestClaims claims = verifier.verify(token, "/run");
        if (expected == null) {
          expected = oracle.claims(RawJws.signed(header, withoutIgnored(payload), secret));
        }
        assertThat(expected).as("nimbus refuses %s %s", header, payload).isNotNull();
        assertSame(claims, expected, payload);
        accepted++;
      } catch (TokenRejectedException refusal) {
        reasons.merge(refusal.reason(), 1, Integer::sum);
        if (expected != null) {
          assertThat(refusal.reason()).as(header + payload).isIn(DELIBERATE);
        }
      }
    }
    assertThat(accepted).isGreaterThan(COUNT / 20);
    assertThat(reasons.keySet())
        .contains(
            Reason.AUDIENCE,
            Reason.WRONG_KIND,
            Reason.CLAIMS,
            Reason.MALFORMED,
            Reason.HEADER,
            Reason.ALGORITHM,
            Reason.EXPIRED,
            Reason.NOT_YET_VALID)
        .doesNotContain(Reason.SIGNATURE);
  }

  private static void assertSame(RequestClaims claims, JWTClaimsSet expected, String payload) {
    assertThat(number(expected, "accountId")).as(payload).isEqualTo(claims.account().id());
    assertThat(number(expected, "userId")).as(payload).isEqualTo(claims.user().id());
    assertThat(id(expected, "boardId")).as(payload).isEqualTo(claims.boardId());
    assertThat(id(expected, "recipeId")).as(payload).isEqualTo(claims.recipeId());
    assertThat(id(expected, "integrationId")).as(payload).isEqualTo(claims.integrationId());
    assertThat(expected.getAudience()).containsExactly(RUN.toString());
    assertThat(expected.getExpirationTime()).isEqualTo(Date.from(claims.expiresAt()));
    assertThat(expected.getIssueTime()).isEqualTo(Date.from(claims.issuedAt()));
    ShortLivedToken shortLived = claims.shortLivedToken();
    assertThat(expected.getClaim("shortLivedToken") instanceof String value ? value : null)
        .isEqualTo(shortLived == null ? null : shortLived.secret().reveal());
    assertThat(expected.getClaim("dat")).isNull();
  }

  private static Long number(JWTClaimsSet claims, String name) {
    Object claim = claims.getClaim(name);
    return claim == null ? null : (Long) Long.parseLong(claim.toString());
  }

  /** Returns an optional id, or null if it is absent or malformed. */
  private static Long id(JWTClaimsSet claims, String name) {
    Object claim = claims.getClaim(name);
    boolean id =
        (claim instanceof Long || claim instanceof String)
            && claim.toString().matches("[1-9][0-9]{0,18}")
            && new BigInteger(claim.toString()).bitLength() < 64;
    return id ? (Long) Long.parseLong(claim.toString()) : null;
  }

  /** Renames the claims that the verifier ignores and nimbus does not. */
  private static String withoutIgnored(String payload) {
    return payload.replaceAll("\"(iss|sub|jti)\":", "\"ignored-$1\":");
  }

  /** Makes the payload of a request in which up to three claims are odd. */
  private String payload() {
    StringBuilder fields = new StringBuilder();
    long now = NOW.getEpochSecond();
    String[][] usual = {
      {"accountId", "9876543210"},
      {"userId", pick("7", "\"8\"")},
      {"aud", pick("\"" + RUN + "\"", "\"https:\\/\\/app.example.com/run\"")},
      {"exp", "" + (now + random.nextInt(400) - 40)},
      {"iat", "" + (now - random.nextInt(300) + 40)},
      {"shortLivedToken", pick("\"a.b.c\"", "\"\u00e9\\n\\u00e9\\ud83d\\ude00\ud83d\ude00\"")},
    };
    int odd = Math.max(0, random.nextInt(6) - 2);
    for (String[] field : usual) {
      if (odd > 0 && random.nextInt(6) == 0) {
        odd--;
        append(fields, field[0], value());
      } else if (random.nextInt(60) != 0) {
        append(fields, field[0], field[1]);
      }
    }
    while (odd-- > 0) {
      append(fields, NAMES.get(random.nextInt(NAMES.size())), value());
    }
    String space = random.nextInt(20) == 0 ? " " : "";
    String tail = random.nextInt(60) == 0 ? pick("}", ",", "{}", "x", "\n") : "";
    return space + "{" + fields + (random.nextInt(60) == 0 ? "," : "") + "}" + tail;
  }

  private void append(StringBuilder fields, String name, String value) {
    fields.append(fields.length() == 0 ? "" : random.nextInt(9) == 0 ? " ,\n" : ",");
    fields.append('"').append(name).append("\":").append(value);
  }

  private String value() {
    long now = NOW.getEpochSecond();
    return switch (random.nextInt(24)) {
      case 0 -> "null";
      case 1 -> "true";
      case 2 -> "-1";
      case 3 -> "0";
      case 4 -> "1.5";
      case 5 -> "1e3";
      case 6 -> "9223372036854775807";
      case 7 -> "9223372036854775808";
      case 8 -> "\"" + RUN + "\"";
      case 9 -> "[\"" + RUN + "\"]";
      case 10 -> "[]";
      case 11 -> "{}";
      case 12 -> "{\"account_id\":1,\"user_id\":2}";
      case 13 -> "\"" + BACK + "\"";
      case 14 -> "" + (now + 100);
      case 15 -> "" + (now - 1_000);
      case 16 -> "" + (now + 1_000);
      case 17 -> "" + (now * 1_000);
      case 18 -> "\"7\"";
      case 19 -> "\"\\ud800\"";
      case 20 -> "[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]";
      case 21 -> "{\"a\":1,\"a\":2}";
      case 22 -> "\"\\u0000\u00e9\"";
      default -> "123456789012";
    };
  }

  private String pick(String... values) {
    return values[random.nextInt(values.length)];
  }
}
