package io.github.mondayauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.github.mondayauth.Diagnosis.Check;
import io.github.mondayauth.Diagnosis.Finding;
import io.github.mondayauth.TokenKind.SignedWith;
import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.internal.AppSettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Implements {@link MondayApp#diagnose}: checks a token's parts, header and signature, and passes
 * its claims to {@link ClaimsExaminer}. Every check is the verifiers' own, so that a finding cannot
 * contradict the outcome. One instance examines one token.
 */
final class TokenExaminer {
  private final MondayApp app;
  private final AppSettings settings;
  private final TokenKind kind;
  private final @Nullable String endpoint;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * Creates an examiner.
   *
   * @param app the app whose verifiers decide, without a listener and at a fixed time
   * @param settings the settings of that app
   * @throws IllegalArgumentException if {@code kind} is not a kind of token, or if {@code endpoint}
   *     is neither a path nor an https URL, or is null for a kind that needs one
   */
  TokenExaminer(MondayApp app, AppSettings settings, TokenKind kind, @Nullable String endpoint) {
    if (kind == TokenKind.AGENT_REQUEST) {
      throw noToken();
    }
    if (endpoint != null || kind == TokenKind.REQUEST || kind == TokenKind.AUTHORIZATION) {
      new AudienceCheck(settings).requireForm(endpoint);
    }
    this.app = app;
    this.settings = settings;
    this.kind = kind;
    this.endpoint = endpoint;
  }

  Diagnosis examine(@Nullable String value) {
    Reason outcome = refusal(value);
    try {
      Jws jws = JwtVerifier.split(value);
      ok(Check.TOKEN, requireNonNull(value).length() + " characters in three parts");
      header(jws);
      signature(jws);
      claims(jws);
    } catch (TokenRejectedException refusal) {
      wrong(Check.TOKEN, message(refusal) + hint(value, refusal.reason()));
    }
    return new Diagnosis(outcome, findings);
  }

  /** Returns why the verifier of this kind refuses the token, or null if it accepts it. */
  private @Nullable Reason refusal(@Nullable String token) {
    try {
      switch (kind) {
        case REQUEST -> app.requestVerifier().verify(token, requireNonNull(endpoint));
        case AUTHORIZATION ->
            app.authorizationTokenVerifier().verify(token, requireNonNull(endpoint));
        case SESSION -> app.sessionTokenVerifier().verify(token);
        case APP_LIFECYCLE -> {
          AppLifecycleVerifier verifier = app.appLifecycleVerifier();
          (endpoint == null ? verifier : verifier.at(endpoint)).check(token);
        }
        case FEATURE_LIFECYCLE -> {
          FeatureLifecycleVerifier verifier = app.featureLifecycleVerifier();
          (endpoint == null ? verifier : verifier.at(endpoint)).check(token);
        }
        case AGENT_REQUEST -> throw noToken();
      }
      return null;
    } catch (TokenRejectedException refusal) {
      return refusal.reason();
    }
  }

  /** The exception for {@link TokenKind#AGENT_REQUEST}, which this class does not examine. */
  static IllegalArgumentException noToken() {
    return new IllegalArgumentException(
        "kind: expected a kind of token, found AGENT_REQUEST; use AgentRequestVerifier.diagnose");
  }

  private static String hint(@Nullable String value, Reason reason) {
    if (reason == Reason.TOO_LARGE) {
      return "; monday.com's tokens have fewer than 1,500";
    }
    if (value != null && value.startsWith("{")) {
      return "; this looks like JSON: pass the header, not the body";
    }
    return value != null && value.indexOf(' ') >= 0
        ? "; it contains a space: pass the token and nothing else"
        : "";
  }

  private void header(Jws jws) {
    try {
      jws.checkHeader();
      ok(Check.HEADER, "HS256");
    } catch (TokenRejectedException refusal) {
      boolean readable = refusal.reason() == Reason.ALGORITHM;
      JsonObject header = readable ? Json.object(new String(jws.header(), UTF_8)) : null;
      String algorithm = header == null ? null : header.string("alg");
      wrong(
          Check.HEADER,
          algorithm == null
              ? message(refusal)
              : "alg: expected HS256, found " + Diagnosis.shown(algorithm));
    }
  }

  private void signature(Jws jws) {
    boolean clientKind = kind.signedWith() == SignedWith.CLIENT_SECRET;
    boolean bothAllowed =
        kind == TokenKind.AUTHORIZATION && settings.clientSecretSignsAuthorization();
    String signing = signer("signing secret", settings.signingSecrets(), jws);
    String client = signer("client secret", settings.clientSecrets(), jws);
    String right = clientKind ? client : signing == null && bothAllowed ? client : signing;
    String other = clientKind ? signing : client;
    if (right != null) {
      ok(Check.SIGNATURE, "made with the " + right);
    } else if (other != null) {
      wrong(
          Check.SIGNATURE,
          "made with the "
              + other
              + ", but this kind of token is signed with the "
              + kind.signedWith()
              + (kind == TokenKind.AUTHORIZATION
                  ? "; if monday.com does sign it this way, use"
                      + " allowClientSecretForAuthorizationTokens"
                  : "; it is another kind of token, or the two secrets are swapped"));
    } else {
      int secrets = settings.signingSecrets().size() + settings.clientSecrets().size();
      wrong(
          Check.SIGNATURE,
          (secrets == 1
                  ? "not made with the app's only secret"
                  : "made with none of the app's " + secrets + " secrets")
              + "; the token is for another app, was altered, or was signed with a secret"
              + " that has been replaced");
    }
  }

  /** Returns the name of the secret that made the signature, or null. */
  private static @Nullable String signer(String name, List<Secret> secrets, Jws jws) {
    for (int i = 0; i < secrets.size(); i++) {
      if (jws.isSignedBy(new HmacKey(secrets.get(i)))) {
        return i == 0 ? name : "previous " + name + " number " + i;
      }
    }
    return null;
  }

  private void claims(Jws jws) {
    ClaimSet claims = new ClaimSet();
    ClaimRecorder recorder = new ClaimRecorder(claims);
    byte[] payload;
    try {
      payload = jws.payload();
      StrictClaimsReader.read(payload, recorder);
    } catch (TokenRejectedException refusal) {
      wrong(Check.CLAIMS, message(refusal));
      return;
    }
    JsonObject shown = Json.object(new String(payload, UTF_8));
    Object audience = shown == null ? null : shown.fields().get("aud");
    new ClaimsExaminer(app, settings, kind, endpoint, findings)
        .examine(claims, recorder, audience == null ? null : audience.toString());
  }

  /** Returns what a verifier expected and found. */
  static String message(TokenRejectedException refusal) {
    return requireNonNull(refusal.getMessage());
  }

  private void ok(Check check, String explanation) {
    findings.add(new Finding(check, true, explanation));
  }

  private void wrong(Check check, String explanation) {
    findings.add(new Finding(check, false, explanation));
  }
}
