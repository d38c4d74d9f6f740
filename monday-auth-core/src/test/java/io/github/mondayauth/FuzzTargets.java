package io.github.mondayauth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.testkit.MondayTokens;
import io.github.mondayauth.testkit.RegisteredApp;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One fuzz target per parser of untrusted text. Jazzer finds the method by its name. A target
 * throws if the parser throws an undeclared exception or violates a property. The app's secrets are
 * fixed, so that an input has the same result in every process.
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
  private static final RequestVerifier LOOSE_REQUESTS =
      APP.requestVerifier().allowMissingAudience();
  private static final String SIGNING = FIXTURE.registered.signingSecret();
  private static final String CLIENT = FIXTURE.registered.clientSecret();

  private FuzzTargets() {}

  /** Any text as a token, and any two parts with a valid signature. */
  public static final class Token {
    private Token() {}

    /** Runs the target. */
    public static void fuzzerTestOneInput(byte[] input) {
      String text = new String(input, UTF_8);
      for (TokenKind kind : Fixture.TOKEN_KINDS) {
        verify(kind, text);
        int dot = text.indexOf('.');
        if (dot >= 0) {
          verify(
              kind,
              RawJws.signedParts(text.substring(0, dot), text.substring(dot + 1), secretFor(kind)));
        }
      }
    }
  }

  /** Any header with a valid signature. */
  public static final class Header {
    private static final String PAYLOAD =
        RawJws.encode(RawJws.payload(FIXTURE.tokens.request(Fixture.RUN).sign()));

    private Header() {}

    /** Runs the target. */
    public static void fuzzerTestOneInput(byte[] input) {
      boolean accepted =
          verify(TokenKind.REQUEST, RawJws.signedParts(RawJws.encode(input), PAYLOAD, SIGNING));
      JsonObject header = accepted ? Json.object(new String(input, UTF_8)) : null;
      check(
          !accepted || (header != null && "HS256".equals(header.string("alg"))),
          "accepted a header without HS256");
    }
  }

  /** Any payload with a valid signature, and both readers of payloads. */
  public static final class Payload {
    private Payload() {}

    /** Runs the target. */
    public static void fuzzerTestOneInput(byte[] input) {
      if (input.length == 0) {
        return;
      }
      ClaimSet fast = ClaimsReaders.fast(input);
      ClaimSet strict = ClaimsReaders.strict(input);
      if (fast != null) {
        check(
            strict != null && ClaimsReaders.describe(fast).equals(ClaimsReaders.describe(strict)),
            "the readers differ");
      }
      String payload = RawJws.encode(input);
      String header = RawJws.encode(RawJws.HEADER);
      String bySigning = RawJws.signedParts(header, payload, SIGNING);
      String byClient = RawJws.signedParts(header, payload, CLIENT);
      for (TokenKind kind : Fixture.TOKEN_KINDS) {
        boolean accepted = verify(kind, secretFor(kind).equals(SIGNING) ? bySigning : byClient);
        check(!accepted || strict != null, "a verifier accepts what the strict reader refuses");
      }
      boolean asRequest = accepted(() -> LOOSE_REQUESTS.verify(bySigning, "/authorize")) != null;
      check(
          !asRequest
              || strict == null
              || strict.audience != null
              || !verify(TokenKind.AUTHORIZATION, bySigning),
          "a token without aud is a request and an authorization token");
    }
  }

  /** Any body of a lifecycle event that comes with a genuine token. */
  public static final class Body {
    private static final String APP_EVENT = FIXTURE.tokens.appLifecycle().sign();
    private static final String MEMBERS_EVENT =
        FIXTURE.tokens.appLifecycle().claim("dat.is_admin", false).sign();
    private static final String FEATURE_EVENT = FIXTURE.tokens.featureLifecycle().sign();

    private Body() {}

    /** Runs the target. */
    public static void fuzzerTestOneInput(byte[] input) {
      String body = new String(input, UTF_8);
      AppLifecycleEvent claim =
          accepted(() -> APP.appLifecycleVerifier().verify(MEMBERS_EVENT, body));
      check(
          claim == null || !claim.isProvenUninstall(),
          "the uninstall is proven by a user who may not uninstall");
      AppLifecycleEvent event = accepted(() -> APP.appLifecycleVerifier().verify(APP_EVENT, body));
      if (event != null) {
        check(event.account().id() == MondayTokens.ACCOUNT, "the event is of another account");
        check(
            event.isProvenUninstall() == (event.type() == AppLifecycleEvent.Type.UNINSTALL)
                && !event.isClaimedUninstall(),
            "the uninstall of an administrator is not proven");
        check(
            event.timestamp().toEpochMilli() >= 0
                && !event.occurredAt().isAfter(Fixture.NOW.plusSeconds(30)),
            "the time is out of range");
        read(event.typeName(), event.timestamp(), event.appVersion(), event.detail("user_name"));
        AppSubscription plan = event.subscription();
        if (plan != null) {
          read(plan.planId(), plan.renewalDate(), plan.isTrial(), plan.billingPeriod());
          read(plan.daysLeft(), plan.pricingVersion(), plan.maxUnits(), plan);
        }
      }
      FeatureLifecycleEvent feature =
          accepted(() -> APP.featureLifecycleVerifier().verify(FEATURE_EVENT, body));
      if (feature != null) {
        check(
            feature.account().id() == MondayTokens.ACCOUNT,
            "the feature event is of another account");
        read(feature.type(), feature.user(), feature.backToUrl(), feature);
        check(Json.object(feature.payload()) != null, "the payload is not a JSON object");
      }
    }
  }

  /**
   * Any request to an agent: the lines of the input are the id, the time, the signature and the
   * body. Each is also verified with the genuine signature of its other parts.
   */
  public static final class AgentRequests {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final AgentRequestVerifier VERIFIER =
        APP.agentRequestVerifier(
            agent -> agent.startsWith("7") ? List.of(Secret.of(SECRET)) : null);

    private AgentRequests() {}

    /** Runs the target. */
    public static void fuzzerTestOneInput(byte[] input) {
      String[] lines = new String(input, ISO_8859_1).split("\n", 4);
      byte[] body = lines.length == 4 ? lines[3].getBytes(ISO_8859_1) : null;
      AgentRequest forged = verify(lines, body);
      check(forged == null, "a request without a genuine signature is accepted");
      if (body != null) {
        byte[] signed = (lines[1] + "." + lines[3]).getBytes(ISO_8859_1);
        lines[2] = "sha256=" + HexFormat.of().formatHex(new HmacKey(Secret.of(SECRET)).mac(signed));
        AgentRequest request = verify(lines, body);
        check(
            request == null
                || (request.agentId().equals(lines[0])
                    && lines[0].startsWith("7")
                    && Long.toString(request.sentAt().toEpochMilli()).equals(lines[1])),
            "the request differs from its headers");
      }
    }

    private static @Nullable AgentRequest verify(String[] lines, byte @Nullable [] body) {
      List<String> names = List.of("x-monday-agent-id", "x-monday-timestamp", "x-monday-signature");
      Function<String, @Nullable List<String>> headers =
          name -> names.indexOf(name) < lines.length ? List.of(lines[names.indexOf(name)]) : null;
      AgentRequest request = accepted(() -> VERIFIER.verify(headers, body));
      Diagnosis diagnosis = VERIFIER.diagnose(headers, body);
      check(diagnosis.isVerified() == (request != null), "the diagnosis disagrees");
      check(
          diagnosis.isVerified() == diagnosis.findings().stream().allMatch(Diagnosis.Finding::isOk),
          "the findings disagree with the diagnosis");
      read(request, diagnosis);
      return request;
    }
  }

  /** Any body of a request that has been verified. */
  public static final class RequestBodies {
    private RequestBodies() {}

    /** Runs the target. */
    public static void fuzzerTestOneInput(byte[] input) {
      String body = new String(input, UTF_8);
      CredentialsValues values = accepted(() -> CredentialsValues.of(body));
      RuntimeMetadata metadata = accepted(() -> RuntimeMetadata.of(body));
      if (values != null) {
        for (String key : values.keys()) {
          CredentialsValues.UserCredentials found = values.find(key);
          check(found != null && !found.accessToken().reveal().isBlank(), "no access token");
          check(
              String.valueOf(found).startsWith("UserCredentials[id=")
                  && String.valueOf(found).endsWith(", accessToken=Secret[redacted]]"),
              "toString shows the access token");
        }
      }
      JsonObject object = Json.object(body);
      JsonObject ids = object == null ? null : object.object("runtimeMetadata");
      check(
          metadata == null
              || metadata.actionUuid() == null
              || object == null // a long value elsewhere
              || (ids != null && metadata.actionUuid().equals(ids.string("actionUuid"))),
          "the id is another one");
      read(values, metadata);
    }
  }

  /** Any body as the first request of a webhook. */
  public static final class Challenge {
    private Challenge() {}

    /** Runs the target. */
    public static void fuzzerTestOneInput(byte[] input) {
      String body = new String(input, UTF_8);
      Optional<Reply> reply = Reply.toChallenge(body);
      if (reply.isPresent()) {
        JsonObject request = Json.object(body);
        JsonObject response = Json.object(reply.get().body());
        check(request != null && request.equals(response), "the reply has another challenge");
      }
    }
  }

  /** Returns whether a token is accepted, and checks that the diagnosis agrees. */
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
                  case AGENT_REQUEST -> throw new AssertionError("not a kind of token");
                });
    String endpoint = kind == TokenKind.AUTHORIZATION ? "/authorize" : "/run";
    boolean lifecycle = kind == TokenKind.APP_LIFECYCLE || kind == TokenKind.FEATURE_LIFECYCLE;
    Diagnosis diagnosis = APP.diagnose(kind, token, lifecycle ? null : endpoint);
    check(
        claims == null ? lifecycle || !diagnosis.isVerified() : diagnosis.isVerified(),
        "the diagnosis disagrees with the verifier");
    check(
        diagnosis.isVerified() == diagnosis.findings().stream().allMatch(Diagnosis.Finding::isOk),
        "the findings disagree with the diagnosis");
    read(claims, diagnosis);
    return claims != null;
  }

  private static <T> @Nullable T accepted(Supplier<T> verification) {
    try {
      return verification.get();
    } catch (TokenRejectedException refusal) {
      read(refusal.getMessage(), refusal.reply().body());
      return null;
    }
  }

  private static String secretFor(TokenKind kind) {
    return kind.signedWith() == TokenKind.SignedWith.CLIENT_SECRET ? CLIENT : SIGNING;
  }

  /** Checks that every value can be shown. */
  private static void read(@Nullable Object... values) {
    for (Object value : values) {
      check(String.valueOf(value) != null, "a value cannot be shown");
    }
  }

  private static void check(boolean holds, String violation) {
    if (!holds) {
      throw new AssertionError(violation);
    }
  }
}
