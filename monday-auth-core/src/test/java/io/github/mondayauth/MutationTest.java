package io.github.mondayauth;

import static io.github.mondayauth.Fixture.AUTHORIZE;
import static io.github.mondayauth.Fixture.BACK;
import static io.github.mondayauth.Fixture.NOW;
import static io.github.mondayauth.Fixture.RUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.mondayauth.TokenRejectedException.Reason;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Offers many mutated tokens to every verifier. Each must be refused, and in the declared way. */
class MutationTest {
  private static final int COUNT =
      System.getProperty("test.scale", "quick").equals("full") ? 1_000_000 : 100_000;
  private static final long SEED = 20_261_121;

  /** The deliberate reasons to refuse what nimbus accepts: rules of the kinds, stricter forms. */
  private static final Set<Reason> DELIBERATE =
      EnumSet.of(
          Reason.AUDIENCE,
          Reason.WRONG_KIND,
          Reason.CLAIMS,
          Reason.BACK_TO_URL,
          Reason.MALFORMED,
          Reason.HEADER,
          Reason.TOO_LARGE);

  private final Fixture fixture = new Fixture();
  private final MondayApp app = fixture.builder().listener(GuardedAuthListener.NONE).build();
  private final Map<String, Set<Reason>> reasons = new TreeMap<>();

  @Test
  void noMutatedTokenIsAccepted() {
    Mutations mutations = new Mutations(SEED);
    List<Subject> subjects = subjects();
    for (int i = 0; i < COUNT; i++) {
      Subject subject = subjects.get(i % subjects.size());
      Mutations.Mutant mutant = mutations.next(subject.token(), subject.secret());
      if (!mutant.text().equals(subject.token())) {
        // Nimbus takes more time than everything else, so it sees all signed mutants but only a
        // tenth of the others.
        assertRefused(subject, mutant, mutant.signed() || i % 10 == 0);
      }
    }
    assertThat(reasons).as("attacks that were made").hasSize(mutations.count());
    assertThat(reasons.get("alg none")).contains(Reason.ALGORITHM);
    assertThat(reasons.get("header \"crit\":[\"exp\"]"))
        .containsExactlyInAnyOrder(Reason.HEADER, Reason.SIGNATURE, Reason.MALFORMED);
    assertThat(reasons.get("backToUrl https://evilmonday.com/")).contains(Reason.BACK_TO_URL);
    assertThat(reasons.get("exp 0")).contains(Reason.EXPIRED);
    assertThat(reasons.get("nesting")).contains(Reason.MALFORMED);
  }

  private void assertRefused(Subject subject, Mutations.Mutant mutant, boolean compareWithNimbus) {
    try {
      subject.verification().accept(mutant.text());
    } catch (TokenRejectedException refusal) {
      Reason reason = refusal.reason();
      reasons.computeIfAbsent(mutant.attack(), attack -> EnumSet.noneOf(Reason.class)).add(reason);
      boolean nimbusAccepts = compareWithNimbus && subject.oracle().claims(mutant.text()) != null;
      if (nimbusAccepts && !DELIBERATE.contains(reason) && !isLooseSignature(mutant, reason)) {
        fail("nimbus accepts a token that the verifier refuses as %s: %s", reason, mutant);
      }
      if (mutant.signed() && reason == Reason.SIGNATURE) {
        fail("a valid signature was refused: %s", mutant);
      }
      return;
    } catch (RuntimeException undeclared) {
      throw new AssertionError("undeclared exception for " + mutant, undeclared);
    }
    fail("accepted: %s", mutant);
  }

  /** Nimbus accepts a signature with padding or unused bits. This library accepts one form. */
  private static boolean isLooseSignature(Mutations.Mutant mutant, Reason reason) {
    return reason == Reason.SIGNATURE && !mutant.signed();
  }

  private List<Subject> subjects() {
    String signing = fixture.registered.signingSecret();
    String client = fixture.registered.clientSecret();
    RequestVerifier requests = app.requestVerifier();
    AuthorizationTokenVerifier authorizations = app.authorizationTokenVerifier();
    SessionTokenVerifier sessions = app.sessionTokenVerifier();
    AppLifecycleVerifier lifecycle = app.appLifecycleVerifier();
    FeatureLifecycleVerifier features = app.featureLifecycleVerifier();
    String body = fixture.body("uninstall");
    String featureBody = fixture.featureBody();
    return List.of(
        new Subject(fixture.tokens.request(RUN).sign(), signing, t -> requests.verify(t, "/run")),
        new Subject(
            fixture.tokens.authorization(AUTHORIZE, BACK).sign(),
            signing,
            t -> authorizations.verify(t, "/authorize")),
        new Subject(fixture.tokens.session().sign(), client, sessions::verify),
        new Subject(fixture.tokens.appLifecycle().sign(), client, t -> lifecycle.verify(t, body)),
        new Subject(
            fixture.tokens.featureLifecycle().sign(),
            signing,
            t -> features.verify(t, featureBody)),
        new Subject(
            fixture.tokens.boardWebhook(RUN).without("aud").sign(),
            signing,
            t -> requests.allowMissingAudience().verify(t, "/run")));
  }

  private record Subject(
      String token, String secret, Consumer<String> verification, Oracle oracle) {
    Subject(String token, String secret, Consumer<String> verification) {
      this(token, secret, verification, new Oracle(secret, NOW));
    }
  }
}
