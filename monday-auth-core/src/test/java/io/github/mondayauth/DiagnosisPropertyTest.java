package io.github.mondayauth;

import static io.github.mondayauth.Fixture.AUTHORIZE;
import static io.github.mondayauth.Fixture.BACK;
import static io.github.mondayauth.Fixture.BASE;
import static io.github.mondayauth.Fixture.NOW;
import static io.github.mondayauth.Fixture.RUN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.mondayauth.Diagnosis.Check;
import io.github.mondayauth.Diagnosis.Finding;
import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.testkit.TestClock;
import io.github.mondayauth.testkit.TokenDraft;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Diagnoses genuine, mutated and hostile tokens of every kind, most of them with a valid signature.
 * At least one finding is wrong exactly when the verifier refuses the token.
 */
class DiagnosisPropertyTest {
  private static final int COUNT =
      System.getProperty("test.scale", "quick").equals("full") ? 200_000 : 20_000;

  private static final List<TokenKind> KINDS = Fixture.TOKEN_KINDS;

  /** A field whose value is a string, a number or a literal. */
  private static final Pattern FIELD =
      Pattern.compile("\"([^\"]+)\":(\"[^\"]*\"|-?[0-9]+|true|false|null)");

  private static final List<String> NAMES =
      List.of(
          "accountId",
          "userId",
          "boardId",
          "exp",
          "iat",
          "nbf",
          "aud",
          "backToUrl",
          "dat",
          "shortLivedToken",
          "appId",
          "sub",
          "x",
          "account_id",
          "user_id",
          "app_id",
          "client_id",
          "install_id",
          "slug",
          "user_kind",
          "is_admin",
          "is_guest",
          "\\u0065xp");

  private static final List<String> HEADERS =
      List.of(
          "{\"alg\":\"HS256\"}",
          "{ \"typ\" : \"jwt\", \"alg\":\"HS256\", \"kid\":\"k\" }",
          "{\"alg\":\"HS256\",\"x\":1.5e3}",
          "{\"alg\":\"HS256\",\"crit\":[\"exp\"]}",
          "{\"alg\":\"HS256\",\"b64\":false}",
          "{\"alg\":\"HS256\",\"typ\":\"JOSE\"}",
          "{\"alg\":\"HS256\",\"x\":[1]}",
          "{\"alg\":\"HS256\",\"alg\":\"HS256\"}",
          "{\"alg\":\"HS256\"} ",
          "{\"alg\":\"HS256\"}{}",
          "{\"alg\":\"HS384\"}",
          "{\"alg\":\"none\"}",
          "{\"alg\":7}",
          "{}",
          "[]",
          "{\"alg\":\"HS256\",\"x\":\"" + "x".repeat(600) + "\"}");

  private final Fixture fixture = new Fixture();
  private final String signing = fixture.registered.signingSecret();
  private final String client = fixture.registered.clientSecret();
  private final Random random = new Random(20_261_121);
  private final Mutations mutations = new Mutations(20_261_121);
  private final TestClock clock = TestClock.at(NOW.plusMillis(499));
  private final List<MondayApp> apps =
      List.of(
          builder().build(),
          builder().allowClientSecretForAuthorizationTokens().build(),
          builder().requireAudience().build(),
          builder().clockSkew(Duration.ofMillis(500)).build(),
          builder().signingSecret(Secret.of("s".repeat(32)), Secret.of(signing)).build());

  private final List<TokenDraft> drafts =
      List.of(
          fixture.tokens.request(RUN),
          fixture.tokens.request(RUN).backToUrl(BACK.toString()),
          fixture.tokens.authorization(AUTHORIZE, BACK),
          fixture.tokens.authorization(AUTHORIZE, BACK).without("aud").without("iat"),
          fixture.tokens.session(),
          fixture
              .tokens
              .session()
              .rawPayload(
                  "{\"account_id\":7,\"user_id\":8,\"slug\":\"acme\",\"is_admin\":true,\"exp\":%d}"
                      .formatted(NOW.getEpochSecond() + 60)),
          fixture.tokens.appLifecycle().audience(BASE + "/run"),
          fixture.tokens.appLifecycle().audience("https://other.example/hook"),
          fixture.tokens.appLifecycle().without("dat.user_id"),
          fixture.tokens.featureLifecycle(),
          fixture.tokens.shortLived(),
          fixture.tokens.outbound());

  private final Map<Reason, Integer> reasons = new EnumMap<>(Reason.class);

  @Test
  void aFindingIsWrongExactlyWhenTheVerifierRefusesTheToken() {
    int verified = 0;
    for (int i = 0; i < COUNT; i++) {
      MondayApp app = apps.get(random.nextInt(apps.size()));
      TokenDraft draft = drafts.get(random.nextInt(drafts.size()));
      TokenKind kind = KINDS.get(random.nextInt(KINDS.size()));
      String endpoint = endpoint(kind);
      String token = token(draft);
      Diagnosis diagnosis = app.diagnose(kind, token, endpoint);
      Set<Check> wrong = wrong(diagnosis);
      Reason reason = diagnosis.reason();
      if ((reason == null) != wrong.isEmpty() || !explains(reason, wrong)) {
        fail("%s at %s: %s%n%s", kind, endpoint, token, diagnosis);
      }
      if (diagnosis.findings().size() != checks(diagnosis).size()) {
        fail("a check occurs twice for %s at %s: %s%n%s", kind, endpoint, token, diagnosis);
      }
      if (reason == null) {
        verified++;
      } else {
        reasons.merge(reason, 1, Integer::sum);
      }
    }
    assertThat(verified).as("tokens that verify").isBetween(COUNT / 50, COUNT / 2);
    // Few tokens are cut to nothing, and a diagnosis sees no body.
    Set<Reason> expected = EnumSet.complementOf(EnumSet.of(Reason.MISSING, Reason.BODY));
    assertThat(reasons.keySet()).containsAll(expected).doesNotContain(Reason.BODY);
  }

  private static Set<Check> wrong(Diagnosis diagnosis) {
    return diagnosis.findings().stream()
        .filter(finding -> !finding.isOk())
        .map(Finding::check)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Check.class)));
  }

  private static Set<Check> checks(Diagnosis diagnosis) {
    return diagnosis.findings().stream()
        .map(Finding::check)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Check.class)));
  }

  /** Whether one of the wrong checks is about the reason for which the verifier refuses. */
  private static boolean explains(Reason reason, Set<Check> wrong) {
    if (reason == null) {
      return true;
    }
    return switch (reason) {
      case TOO_LARGE -> wrong.contains(Check.TOKEN) || wrong.contains(Check.HEADER);
      case ALGORITHM, HEADER -> wrong.contains(Check.HEADER);
      case SIGNATURE -> wrong.contains(Check.SIGNATURE);
      case EXPIRED, NOT_YET_VALID -> wrong.contains(Check.TIME);
      // The verifier refuses a malformed aud before it reads a syntax error that follows.
      case AUDIENCE -> wrong.contains(Check.AUDIENCE) || wrong.equals(Set.of(Check.CLAIMS));
      case WRONG_KIND -> wrong.contains(Check.KIND);
      case APP -> wrong.contains(Check.APP);
      case BACK_TO_URL -> wrong.contains(Check.BACK_TO_URL);
      case CLAIMS ->
          wrong.contains(Check.CLAIMS) || wrong.contains(Check.TIME) || wrong.contains(Check.KIND);
      case MISSING, MALFORMED, BODY -> true;
    };
  }

  private MondayApp.Builder builder() {
    return MondayApp.builder(fixture.registered.clientId(), URI.create(BASE))
        .signingSecret(Secret.of(signing))
        .clientSecret(Secret.of(client))
        .timeSource(clock);
  }

  private String endpoint(TokenKind kind) {
    return switch (kind) {
      case REQUEST -> pick("/run", "/run", "/other");
      case AUTHORIZATION -> pick("/authorize", "/authorize", "/run");
      case SESSION, APP_LIFECYCLE, FEATURE_LIFECYCLE ->
          pick(null, null, "/run", "https://other.example/hook");
      case AGENT_REQUEST -> throw new AssertionError("not a kind of token");
    };
  }

  private String token(TokenDraft draft) {
    String genuine = draft.sign();
    String secret = random.nextInt(8) == 0 ? pick("k".repeat(32), signing, client) : null;
    switch (random.nextInt(8)) {
      case 0 -> {
        return genuine;
      }
      case 1 -> {
        return mutations.next(genuine, pick(signing, client)).text();
      }
      default -> {
        String header = random.nextInt(6) == 0 ? pick(HEADERS) : RawJws.HEADER;
        String payload = RawJws.payload(genuine);
        for (int edits = random.nextInt(4); edits > 0; edits--) {
          payload = edited(payload);
        }
        String ours = payload.contains("\"slug\"") ? client : signing;
        return RawJws.signedParts(
            RawJws.encode(header), RawJws.encode(bytes(payload)), secret == null ? ours : secret);
      }
    }
  }

  private String edited(String payload) {
    List<MatchResult> fields = FIELD.matcher(payload).results().toList();
    if (fields.isEmpty() || random.nextInt(3) == 0) {
      int brace = random.nextBoolean() ? payload.lastIndexOf('{') : payload.indexOf('{');
      return payload.substring(0, brace + 1)
          + "\"%s\":%s,".formatted(pick(NAMES), value())
          + payload.substring(brace + 1);
    }
    MatchResult field = fields.get(random.nextInt(fields.size()));
    String before = payload.substring(0, field.start());
    String after = payload.substring(field.end());
    return switch (random.nextInt(3)) {
      case 0 ->
          after.startsWith(",")
              ? before + after.substring(1)
              : before.endsWith(",") ? before.substring(0, before.length() - 1) + after : payload;
      case 1 -> before + "\"%s\":%s".formatted(pick(NAMES), field.group(2)) + after;
      default -> before + "\"%s\":%s".formatted(field.group(1), value()) + after;
    };
  }

  /** Encodes a payload, sometimes with a byte in it that is not UTF-8. */
  private byte[] bytes(String payload) {
    byte[] bytes = payload.getBytes(UTF_8);
    if (random.nextInt(30) != 0) {
      return bytes;
    }
    ByteArrayOutputStream changed = new ByteArrayOutputStream();
    int at = random.nextInt(bytes.length);
    changed.write(bytes, 0, at);
    changed.write(0x80 + random.nextInt(0x80));
    changed.write(bytes, at, bytes.length - at);
    return changed.toByteArray();
  }

  private String value() {
    long now = NOW.getEpochSecond();
    return switch (random.nextInt(30)) {
      case 0, 1, 2 -> "null";
      case 3 -> pick("true", "false");
      case 4 -> pick("-1", "0", "-0", "1.5", "1e3", "1e400", "1e99999999999");
      case 5 -> pick("9223372036854775807", "9223372036854775808", "99999999999999999999999");
      case 6 -> pick("\"\"", "\" \"", "\"x\"", "\"\\ud800\"", "\"\\u0000\u00e9\"");
      case 7 -> pick("[]", "{}", "[{}]", "{\"a\":1,\"a\":2}", "[".repeat(40) + "]".repeat(40));
      case 8 -> "\"" + RUN + "\"";
      case 9 -> "\"" + AUTHORIZE + "\"";
      case 10 -> pick("\"https://other.example/hook\"", "[\"" + RUN + "\"]", "\"" + BASE + "\"");
      case 11 -> "\"" + BASE + ".evil.example/\"";
      case 12 -> "\"" + BACK + "\"";
      case 13 -> pick("\"https://evil.example/\"", "\"https://evilmonday.com/\"");
      case 14 -> "{\"account_id\":1,\"user_id\":2}";
      case 15 -> "{\"account_id\":1,\"client_id\":\"other\"}";
      case 16 -> "\"" + fixture.registered.clientId() + "\"";
      case 17 -> pick("\"admin\"", "\"member\"", "\"other\"");
      case 18, 19, 20 -> Long.toString(now + random.nextInt(65) - 32);
      case 21 -> Long.toString(now - 1_000);
      case 22 -> Long.toString(now + 1_000);
      case 23 -> Long.toString(now * 1_000);
      case 24 -> pick("99999999999", "100000000000");
      case 25 -> "\"" + "x".repeat(9_000) + "\"";
      case 26, 27 -> pick("7", "\"8\"", "\"08\"");
      default -> Long.toString(now + random.nextInt(3) - 1);
    };
  }

  private String pick(String... values) {
    return values[random.nextInt(values.length)];
  }

  private String pick(List<String> values) {
    return values.get(random.nextInt(values.size()));
  }
}
