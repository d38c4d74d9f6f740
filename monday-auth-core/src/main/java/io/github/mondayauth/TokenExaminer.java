package io.github.mondayauth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.Diagnosis.Check;
import io.github.mondayauth.Diagnosis.Finding;
import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.internal.AppSettings;
import io.github.mondayauth.internal.Base64Url;
import io.github.mondayauth.internal.ConstantTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Implements {@link MondayApp#diagnose}: reads a token's parts and signature, and passes its claims
 * to {@link ClaimsExaminer}. One instance examines one token.
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
   * @param app the app whose verifiers decide, without a listener
   */
  TokenExaminer(MondayApp app, AppSettings settings, TokenKind kind, @Nullable String endpoint) {
    this.app = app;
    this.settings = settings;
    this.kind = kind;
    this.endpoint = endpoint;
  }

  Diagnosis examine(@Nullable String value) {
    Reason outcome = refusal(value);
    if (value == null || value.isEmpty()) {
      wrong(Check.TOKEN, "expected a JWT, found none");
    } else if (value.length() > JwtVerifier.MAX_LENGTH) {
      wrong(
          Check.TOKEN,
          "expected at most 8,192 characters, found "
              + value.length()
              + "; monday.com's tokens have fewer than 1,500");
    } else {
      token(value);
    }
    return new Diagnosis(outcome, findings);
  }

  /** Returns why the verifier of this kind refuses the token, or null if it accepts it. */
  private @Nullable Reason refusal(@Nullable String token) {
    try {
      switch (kind) {
        case REQUEST -> app.requestVerifier().verify(token, required(endpoint));
        case AUTHORIZATION -> app.authorizationTokenVerifier().verify(token, required(endpoint));
        case SESSION -> app.sessionTokenVerifier().verify(token);
        case APP_LIFECYCLE -> {
          AppLifecycleVerifier verifier = app.appLifecycleVerifier();
          (endpoint == null ? verifier : verifier.at(endpoint)).check(token);
        }
        case FEATURE_LIFECYCLE -> {
          FeatureLifecycleVerifier verifier = app.featureLifecycleVerifier();
          (endpoint == null ? verifier : verifier.at(endpoint)).check(token);
        }
      }
      return null;
    } catch (TokenRejectedException refusal) {
      return refusal.reason();
    }
  }

  private static String required(@Nullable String endpoint) {
    if (endpoint == null) {
      throw new IllegalArgumentException(
          "endpoint: expected a path or URL for a request or authorization token, found null");
    }
    return endpoint;
  }

  private void token(String value) {
    String jwt = value.regionMatches(true, 0, "Bearer ", 0, 7) ? value.substring(7) : value;
    String[] parts = jwt.split("\\.", -1);
    if (parts.length != 3) {
      wrong(
          Check.TOKEN,
          "expected three parts separated by two dots, found " + parts.length + hint(jwt));
      return;
    }
    ok(Check.TOKEN, value.length() + " characters in three parts");
    header(parts[0]);
    signature(parts);
    JsonObject claims = decode(parts[1]);
    if (claims == null) {
      wrong(
          Check.CLAIMS,
          "expected one strict JSON object in canonical base64url, found another form");
    } else {
      new ClaimsExaminer(settings, kind, endpoint, findings).examine(claims);
    }
  }

  private static String hint(String jwt) {
    if (jwt.startsWith("{")) {
      return "; this looks like JSON: pass the header, not the body";
    }
    return jwt.indexOf(' ') >= 0 ? "; it contains a space: pass the token and nothing else" : "";
  }

  private void header(String part) {
    JsonObject header = decode(part);
    String algorithm = header == null ? null : header.string("alg");
    if (header == null) {
      wrong(
          Check.HEADER,
          "expected one strict JSON object in canonical base64url, found another form");
    } else if (!"HS256".equals(algorithm)) {
      wrong(
          Check.HEADER,
          "alg: expected HS256, found "
              + (algorithm == null ? "none" : Diagnosis.shown(algorithm)));
    } else {
      ok(Check.HEADER, "HS256");
    }
  }

  private void signature(String[] parts) {
    boolean clientKind = kind == TokenKind.SESSION || kind == TokenKind.APP_LIFECYCLE;
    boolean bothAllowed =
        kind == TokenKind.AUTHORIZATION && settings.clientSecretSignsAuthorization();
    String signing = signer("signing secret", settings.signingSecrets(), parts);
    String client = signer("client secret", settings.clientSecrets(), parts);
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
              + (clientKind ? "client secret" : "signing secret")
              + (kind == TokenKind.AUTHORIZATION
                  ? "; if monday.com does sign it this way, use"
                      + " allowClientSecretForAuthorizationTokens"
                  : "; it is another kind of token, or the two secrets are swapped"));
    } else {
      wrong(
          Check.SIGNATURE,
          "made with none of the app's "
              + (settings.signingSecrets().size() + settings.clientSecrets().size())
              + " secrets; the token is for another app, was altered, or was signed with a secret"
              + " that has been replaced");
    }
  }

  /** Returns the name of the secret that made the signature, or null. */
  private static @Nullable String signer(String name, List<Secret> secrets, String[] parts) {
    byte[] input = (parts[0] + "." + parts[1]).getBytes(ISO_8859_1);
    for (int i = 0; i < secrets.size(); i++) {
      byte[] signature = new HmacKey(secrets.get(i)).sign(input, 0, input.length);
      if (ConstantTime.areEqual(signature, parts[2].getBytes(ISO_8859_1))) {
        return i == 0 ? name : "previous " + name + " number " + i;
      }
    }
    return null;
  }

  private static @Nullable JsonObject decode(String part) {
    byte[] json = Base64Url.decode(part);
    return json == null ? null : Json.object(new String(json, UTF_8));
  }

  private void ok(Check check, String explanation) {
    findings.add(new Finding(check, true, explanation));
  }

  private void wrong(Check check, String explanation) {
    findings.add(new Finding(check, false, explanation));
  }
}
