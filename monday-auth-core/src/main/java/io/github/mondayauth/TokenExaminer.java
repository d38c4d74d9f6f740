package io.github.mondayauth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.Diagnosis.Finding;
import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.internal.AppSettings;
import io.github.mondayauth.internal.Base64Url;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at one token from every side, as {@link MondayApp#diagnose} promises. Used once. */
final class TokenExaminer {
  private final MondayApp app;
  private final AppSettings settings;
  private final TokenKind kind;
  private final @Nullable String endpoint;
  private final List<Finding> findings = new ArrayList<>();

  TokenExaminer(MondayApp app, AppSettings settings, TokenKind kind, @Nullable String endpoint) {
    this.app = app;
    this.settings = settings;
    this.kind = kind;
    this.endpoint = endpoint;
  }

  Diagnosis of(@Nullable String value) {
    Reason outcome = refusal(value);
    if (value == null || value.isEmpty()) {
      wrong("token", "there is none");
    } else if (value.length() > JwtVerifier.LONGEST) {
      wrong("token", "longer than any of monday.com's: " + value.length() + " characters");
    } else {
      token(value);
    }
    return new Diagnosis(outcome, findings);
  }

  /** Why the verifier of this kind refuses the token, or null if it does not. */
  private @Nullable Reason refusal(@Nullable String token) {
    try {
      switch (kind) {
        case REQUEST -> app.requestVerifier().verify(token, needed(endpoint));
        case AUTHORIZATION -> app.authorizationTokenVerifier().verify(token, needed(endpoint));
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

  private static String needed(@Nullable String endpoint) {
    if (endpoint == null) {
      throw new IllegalArgumentException("a request or an authorization token needs its endpoint");
    }
    return endpoint;
  }

  private void token(String value) {
    String jwt = value.regionMatches(true, 0, "Bearer ", 0, 7) ? value.substring(7) : value;
    String[] parts = jwt.split("\\.", -1);
    if (parts.length != 3) {
      wrong("token", "expected three parts between two dots, found " + parts.length + shape(jwt));
      return;
    }
    fine("token", value.length() + " characters in three parts");
    header(parts[0]);
    signature(parts);
    JsonObject claims = decoded(parts[1]);
    if (claims == null) {
      wrong("claims", "expected one strict JSON object in canonical base64url");
    } else {
      new ClaimsExaminer(settings, kind, endpoint, findings).of(claims);
    }
  }

  private static String shape(String jwt) {
    if (jwt.startsWith("{")) {
      return "; it looks like JSON: the body instead of the header?";
    }
    return jwt.indexOf(' ') >= 0 ? "; it has a space in it: more than the token?" : "";
  }

  private void header(String part) {
    JsonObject header = decoded(part);
    String alg = header == null ? null : header.text("alg");
    if (header == null) {
      wrong("header", "expected one strict JSON object in canonical base64url");
    } else if (!"HS256".equals(alg)) {
      wrong("header", "alg: expected HS256, found " + (alg == null ? "none" : shown(alg)));
    } else {
      fine("header", "HS256");
    }
  }

  private void signature(String[] parts) {
    boolean client = kind == TokenKind.SESSION || kind == TokenKind.APP_LIFECYCLE;
    boolean both = kind == TokenKind.AUTHORIZATION && settings.clientSecretSignsAuthorization();
    String signed = maker("signing secret", settings.signingSecrets(), parts);
    String byClient = maker("client secret", settings.clientSecrets(), parts);
    String right = client ? byClient : signed == null && both ? byClient : signed;
    String other = client ? signed : byClient;
    if (right != null) {
      fine("signature", "made with the " + right);
    } else if (other != null) {
      wrong(
          "signature",
          "made with the "
              + other
              + ", but this kind of token is signed with the "
              + (client ? "client secret" : "signing secret")
              + (kind == TokenKind.AUTHORIZATION
                  ? "; if monday.com really sends it so, allowClientSecretForAuthorizationTokens"
                  : ": another kind of token, or the two secrets were mixed up"));
    } else {
      wrong(
          "signature",
          "made with none of the app's "
              + (settings.signingSecrets().size() + settings.clientSecrets().size())
              + " secrets: another app's token, a secret that was replaced, or a changed token");
    }
  }

  /** Which of the secrets made the signature, in words, or null. */
  private static @Nullable String maker(String name, List<Secret> secrets, String[] parts) {
    byte[] input = (parts[0] + "." + parts[1]).getBytes(ISO_8859_1);
    for (int i = 0; i < secrets.size(); i++) {
      byte[] signature = new HmacKey(secrets.get(i)).sign(input, 0, input.length);
      if (MessageDigest.isEqual(signature, parts[2].getBytes(ISO_8859_1))) {
        return i == 0 ? name : "previous " + name + " number " + i;
      }
    }
    return null;
  }

  static @Nullable JsonObject decoded(String part) {
    byte[] json = Base64Url.decode(part);
    return json == null ? null : Json.object(new String(json, UTF_8));
  }

  /** Foreign text in a line of ours: short and printable. */
  static String shown(String text) {
    String printable = text.replaceAll("[^ -~]", "?");
    return printable.length() > 200 ? printable.substring(0, 200) + "..." : printable;
  }

  private void fine(String check, String explanation) {
    findings.add(new Finding(check, true, explanation));
  }

  private void wrong(String check, String explanation) {
    findings.add(new Finding(check, false, explanation));
  }
}
