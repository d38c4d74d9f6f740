package io.github.mondayauth;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.Diagnosis.Check;
import io.github.mondayauth.Diagnosis.Finding;
import io.github.mondayauth.internal.AppSettings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks a token's claims for {@link TokenExaminer}, whether or not their signature is valid. One
 * instance examines the claims of one token.
 *
 * <p>Whatever makes the verifier of a kind refuse claims is a check here: the verifier's own
 * method, run separately from the others.
 */
final class ClaimsExaminer {
  /** Malformed claims that are not reported as {@link Check#CLAIMS}. */
  private static final Set<String> REPORTED_ELSEWHERE = Set.of("exp", "iat", "nbf", "aud");

  private final MondayApp app;
  private final AppSettings settings;
  private final TokenKind kind;
  private final @Nullable String endpoint;
  private final List<Finding> findings;

  /**
   * Creates an examiner.
   *
   * @param app the app whose verifiers check the claims
   * @param settings the settings of that app
   * @param findings the list that receives the findings
   */
  ClaimsExaminer(
      MondayApp app,
      AppSettings settings,
      TokenKind kind,
      @Nullable String endpoint,
      List<Finding> findings) {
    this.app = app;
    this.settings = settings;
    this.kind = kind;
    this.endpoint = endpoint;
    this.findings = findings;
  }

  /**
   * Adds one finding for each check.
   *
   * @param recorder the sink that filled {@code claims}
   * @param audience the claim {@code aud} of any type, to be shown, or null if there is none
   */
  void examine(ClaimSet claims, ClaimRecorder recorder, @Nullable String audience) {
    claims(claims, recorder);
    kind(claims, recorder);
    time(claims, recorder);
    audience(claims, recorder, audience);
    if (needsDat()) {
      app(claims);
    }
    if (kind == TokenKind.AUTHORIZATION && claims.backToUrl != null) {
      backToUrl(claims.backToUrl);
    }
  }

  private boolean needsDat() {
    return kind != TokenKind.REQUEST && kind != TokenKind.AUTHORIZATION;
  }

  private DatTokenCheck datTokenCheck() {
    DatTokenCheck verifier = app.datTokenCheck(kind);
    return endpoint == null || kind == TokenKind.SESSION ? verifier : verifier.at(endpoint);
  }

  private void claims(ClaimSet claims, ClaimRecorder recorder) {
    String problem = null;
    for (Map.Entry<String, String> claim : recorder.malformed().entrySet()) {
      if (problem == null && !REPORTED_ELSEWHERE.contains(claim.getKey())) {
        problem = claim.getValue();
      }
    }
    if (problem == null) {
      problem = refusal(() -> requireUserOrAccount(claims));
    }
    add(Check.CLAIMS, problem == null, problem == null ? "well-formed and complete" : problem);
  }

  private void requireUserOrAccount(ClaimSet claims) {
    DatClaims dat = kind == TokenKind.SESSION && claims.dat == null ? claims.flat : claims.dat;
    if (!needsDat()) {
      claims.user();
    } else if (dat != null && kind == TokenKind.SESSION) {
      SessionTokenVerifier.requireUser(dat);
    } else if (dat != null) {
      dat.account();
    }
  }

  private void kind(ClaimSet claims, ClaimRecorder recorder) {
    String problem = refusal(() -> requireKind(claims));
    // What lacks the claims of its kind is refused, for the kind or for the claims.
    boolean similar =
        switch (kind) {
          case REQUEST -> recorder.has("accountId") && recorder.has("userId");
          case AUTHORIZATION -> recorder.has("backToUrl");
          case SESSION -> recorder.has("dat") || recorder.has("account_id");
          case APP_LIFECYCLE, FEATURE_LIFECYCLE -> recorder.has("dat");
          case AGENT_REQUEST -> throw TokenExaminer.noToken();
        };
    String found = apparentKind(recorder);
    if (!similar) {
      add(Check.KIND, false, "expected the claims of " + name(kind) + ", found those of " + found);
    } else {
      add(Check.KIND, problem == null, problem == null ? "the claims of " + found : problem);
    }
  }

  private void requireKind(ClaimSet claims) {
    switch (kind) {
      case REQUEST -> app.requestVerifier().requireKind(claims);
      case AUTHORIZATION -> AuthorizationTokenVerifier.requireKind(claims);
      case SESSION, APP_LIFECYCLE, FEATURE_LIFECYCLE -> {
        datTokenCheck().requireNoRequest(claims);
        datTokenCheck().requireOneDat(claims);
      }
      case AGENT_REQUEST -> throw TokenExaminer.noToken();
    }
  }

  private static String apparentKind(ClaimRecorder recorder) {
    if (recorder.has("dat") || recorder.has("account_id")) {
      return "a session token or a lifecycle event";
    }
    if (recorder.has("backToUrl")) {
      return "an authorization token or a credentials field request";
    }
    if (recorder.has("accountId") && recorder.has("userId")) {
      return "a request";
    }
    return recorder.has("appId")
        ? "an outbound token, which the app itself signs"
        : "no token that monday.com sends";
  }

  private static String name(TokenKind kind) {
    return switch (kind) {
      case REQUEST -> "a request";
      case AUTHORIZATION -> "an authorization token";
      case SESSION -> "a session token";
      case APP_LIFECYCLE -> "an app lifecycle event";
      case FEATURE_LIFECYCLE -> "a feature lifecycle event";
      case AGENT_REQUEST -> throw TokenExaminer.noToken();
    };
  }

  private void time(ClaimSet claims, ClaimRecorder recorder) {
    for (String name : List.of("exp", "iat", "nbf")) {
      String problem = recorder.malformed().get(name);
      if (problem != null) {
        add(Check.TIME, false, problem);
        return;
      }
    }
    long now = settings.time().instant().getEpochSecond();
    long skew = settings.clockSkew().toSeconds();
    try {
      new JwtVerifier(kind, List.of(), settings).checkTime(claims);
      if (kind == TokenKind.REQUEST) {
        claims.requireIssuedAt();
      }
      long left = claims.expiresAt + skew - now;
      add(
          Check.TIME,
          true,
          "expires in %d s, clock skew included".formatted(left)
              + (kind == TokenKind.AUTHORIZATION && claims.issuedAt == ClaimSet.ABSENT
                  ? "; no iat, so it counts as issued 300 s before exp and disproves no uninstall"
                  : ""));
    } catch (TokenRejectedException refusal) {
      String problem =
          switch (refusal.reason()) {
            case EXPIRED -> expired(claims, now) + clock("fast");
            case NOT_YET_VALID -> notYetValid(claims, now) + clock("slow");
            default -> TokenExaminer.message(refusal);
          };
      add(Check.TIME, false, problem);
    }
  }

  private static String expired(ClaimSet claims, long now) {
    return "expired %d s ago".formatted(now - claims.expiresAt)
        + (claims.issuedAt == ClaimSet.ABSENT
            ? ""
            : ", issued %d s ago".formatted(now - claims.issuedAt));
  }

  private static String notYetValid(ClaimSet claims, long now) {
    return claims.issuedAt >= claims.notBefore
        ? "issued %d s in the future".formatted(claims.issuedAt - now)
        : "nbf: valid only in %d s".formatted(claims.notBefore - now);
  }

  private String clock(String defect) {
    return ", allowed clock skew %d s; this clock shows %s and may be %s"
        .formatted(
            settings.clockSkew().toSeconds(),
            Instant.ofEpochSecond(settings.time().instant().getEpochSecond()),
            defect);
  }

  private void audience(ClaimSet claims, ClaimRecorder recorder, @Nullable String audience) {
    boolean right =
        !recorder.malformed().containsKey("aud") && refusal(() -> requireAudience(claims)) == null;
    if (right) {
      add(
          Check.AUDIENCE,
          true,
          audience == null
              ? "none, and none is required"
                  + (kind == TokenKind.AUTHORIZATION ? " without requireAudience" : "")
              : Diagnosis.shown(audience));
      return;
    }
    AudienceCheck check = new AudienceCheck(settings);
    add(
        Check.AUDIENCE,
        false,
        "expected "
            + (endpoint == null || kind == TokenKind.SESSION
                ? "a URL under " + check.shownBases()
                : check.urlsOf(endpoint))
            + ", found "
            + (recorder.has("aud")
                ? audience == null ? "another value" : Diagnosis.shown(audience)
                : "none")
            + "; monday.com sends the URL configured in the Developer Center, so compare that with"
            + " the base URIs and the endpoint");
  }

  private void requireAudience(ClaimSet claims) {
    if (needsDat()) {
      datTokenCheck().requireAudience(claims);
    } else if (kind == TokenKind.AUTHORIZATION) {
      app.authorizationTokenVerifier().requireAudience(claims, requireNonNull(endpoint));
    } else {
      new AudienceCheck(settings).requireEndpoint(claims.audience, requireNonNull(endpoint));
    }
  }

  private void app(ClaimSet claims) {
    DatClaims dat = claims.dat == null && kind == TokenKind.SESSION ? claims.flat : claims.dat;
    if (dat == null || dat.clientId == null) {
      return;
    }
    boolean right = refusal(() -> datTokenCheck().requireApp(dat)) == null;
    add(
        Check.APP,
        right,
        right
            ? "client_id is this app's"
            : "client_id: expected "
                + settings.clientId()
                + ", found "
                + Diagnosis.shown(dat.clientId));
  }

  private void backToUrl(String value) {
    boolean right = refusal(() -> app.authorizationTokenVerifier().requireMonday(value)) == null;
    String shown = Diagnosis.shown(value);
    add(
        Check.BACK_TO_URL,
        right,
        right ? shown : "expected an https URL of monday.com, found " + shown);
  }

  /** Returns why a check refuses the token, or null if it does not. */
  private static @Nullable String refusal(Runnable check) {
    try {
      check.run();
      return null;
    } catch (TokenRejectedException refusal) {
      return TokenExaminer.message(refusal);
    }
  }

  private void add(Check check, boolean right, String explanation) {
    findings.add(new Finding(check, right, explanation));
  }
}
