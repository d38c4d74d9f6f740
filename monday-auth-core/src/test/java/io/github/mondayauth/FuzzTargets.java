package io.github.mondayauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.testkit.MondayTokens;
import io.github.mondayauth.testkit.RegisteredApp;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Every parser of untrusted text, as targets that Jazzer finds by the name of their method. A
 * target throws if anything but the declared exception comes out, or a property does not hold. The
 * app is the same in every process, so that an input leads to the same again.
 */
public final class FuzzTargets {
  static final Fixture FIXTURE =
      new Fixture(
          new RegisteredApp(
              4_242,
              "0123456789abcdef0123456789abcdef",
              "client-secret-client-secret-client-secret",
              "signing-secret-signing-secret-signing-secret",
              List.of(),
              List.of()));
  private static final MondayApp APP = FIXTURE.builder().listener(GuardedAuthListener.NONE).build();
  private static final String SIGNING = FIXTURE.registered.signingSecret();
  private static final String CLIENT = FIXTURE.registered.clientSecret();

  private FuzzTargets() {}

  /** Any text as a token, and any two parts properly signed. */
  public static final class Token {
    private Token() {}

    /** A run. */
    public static void fuzzerTestOneInput(byte[] input) {
      String text = new String(input, UTF_8);
      for (TokenKind kind : TokenKind.values()) {
        verify(kind, text);
        int dot = text.indexOf('.');
        if (dot >= 0) {
          verify(
              kind, RawJws.signedParts(text.substring(0, dot), text.substring(dot + 1), key(kind)));
        }
      }
    }
  }

  /** Any header, properly signed. */
  public static final class Header {
    private static final String PAYLOAD =
        RawJws.encode(RawJws.claims(FIXTURE.tokens.request(Fixture.RUN).sign()));

    private Header() {}

    /** A run. */
    public static void fuzzerTestOneInput(byte[] input) {
      boolean accepted =
          verify(TokenKind.REQUEST, RawJws.signedParts(RawJws.encode(input), PAYLOAD, SIGNING));
      JsonObject header = accepted ? Json.object(new String(input, UTF_8)) : null;
      check(
          !accepted || (header != null && "HS256".equals(header.text("alg"))),
          "accepted under another header");
    }
  }

  /** Any payload, properly signed, and both readers of it. */
  public static final class Payload {
    private Payload() {}

    /** A run. */
    public static void fuzzerTestOneInput(byte[] input) {
      if (input.length == 0) {
        return;
      }
      ClaimSet plain = FastClaimsReaderTest.outcome(input, true);
      if (plain != null) {
        ClaimSet strict = FastClaimsReaderTest.outcome(input, false);
        check(
            strict != null
                && FastClaimsReaderTest.told(plain).equals(FastClaimsReaderTest.told(strict)),
            "the readers differ");
      }
      String payload = RawJws.encode(input);
      String header = RawJws.encode(RawJws.HEADER);
      String signed = RawJws.signedParts(header, payload, SIGNING);
      String byClient = RawJws.signedParts(header, payload, CLIENT);
      for (TokenKind kind : TokenKind.values()) {
        boolean accepted = verify(kind, key(kind).equals(SIGNING) ? signed : byClient);
        check(
            !accepted || FastClaimsReaderTest.outcome(input, false) != null,
            "only one reader accepts");
      }
    }
  }

  /** Any body of a lifecycle event, under a good token. */
  public static final class Body {
    private static final String APP_EVENT = FIXTURE.tokens.appLifecycle().sign();
    private static final String FEATURE_EVENT = FIXTURE.tokens.featureLifecycle().sign();

    private Body() {}

    /** A run. */
    public static void fuzzerTestOneInput(byte[] input) {
      String body = new String(input, UTF_8);
      AppLifecycleEvent event = accepted(() -> APP.appLifecycleVerifier().verify(APP_EVENT, body));
      if (event != null) {
        check(event.account().id() == MondayTokens.ACCOUNT, "an event of another account");
        check(!(event.isUninstall() && event.needsProof()), "proven and unproven");
        use(event.typeName(), event.timestamp(), event.appVersion(), event.detail("user_name"));
        AppSubscription plan = event.subscription();
        if (plan != null) {
          use(plan.planId(), plan.renewalDate(), plan.isTrial(), plan.billingPeriod());
          use(plan.daysLeft(), plan.pricingVersion(), plan.maxUnits(), plan);
        }
      }
      FeatureLifecycleEvent feature =
          accepted(() -> APP.featureLifecycleVerifier().verify(FEATURE_EVENT, body));
      if (feature != null) {
        check(feature.account().id() == MondayTokens.ACCOUNT, "a feature of another account");
        use(feature.type(), feature.user(), feature.backToUrl(), feature);
        check(Json.object(feature.payload()) != null, "a payload that is not JSON");
      }
    }
  }

  /** Any body of the first call of a board webhook. */
  public static final class Challenge {
    private Challenge() {}

    /** A run. */
    public static void fuzzerTestOneInput(byte[] input) {
      String body = new String(input, UTF_8);
      Optional<Reply> reply = Reply.toChallenge(body);
      if (reply.isPresent()) {
        JsonObject asked = Json.object(body);
        JsonObject answered = Json.object(reply.get().body());
        check(asked != null && asked.equals(answered), "another challenge answered");
      }
    }
  }

  /** Whether a token is accepted; so says the diagnosis too. */
  private static boolean verify(TokenKind kind, String token) {
    Object claims =
        accepted(
            () ->
                switch (kind) {
                  case REQUEST -> APP.requestVerifier().verify(token, "/run");
                  case AUTHORIZATION ->
                      APP.authorizationTokenVerifier().verify(token, "/authorize");
                  case SESSION -> APP.sessionTokenVerifier().verify(token);
                  case APP_LIFECYCLE ->
                      APP.appLifecycleVerifier().verify(token, FIXTURE.body("install"));
                  case FEATURE_LIFECYCLE ->
                      APP.featureLifecycleVerifier().verify(token, FIXTURE.featureBody());
                });
    String endpoint = kind == TokenKind.AUTHORIZATION ? "/authorize" : "/run";
    boolean lifecycle = kind == TokenKind.APP_LIFECYCLE || kind == TokenKind.FEATURE_LIFECYCLE;
    Diagnosis diagnosis = APP.diagnose(kind, token, lifecycle ? null : endpoint);
    check(
        claims == null ? lifecycle || !diagnosis.isVerified() : diagnosis.isVerified(),
        "the diagnosis is another");
    use(claims, diagnosis);
    return claims != null;
  }

  private static <T> @Nullable T accepted(Supplier<T> verification) {
    try {
      return verification.get();
    } catch (TokenRejectedException refusal) {
      use(refusal.getMessage(), refusal.reply().body());
      return null;
    }
  }

  private static String key(TokenKind kind) {
    return kind == TokenKind.SESSION || kind == TokenKind.APP_LIFECYCLE ? CLIENT : SIGNING;
  }

  /** Whatever can be asked of it answers. */
  private static void use(@Nullable Object... values) {
    for (Object value : values) {
      check(String.valueOf(value) != null, "nothing to show");
    }
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
