package io.github.mondayauth;

import io.github.mondayauth.Diagnosis.Check;
import io.github.mondayauth.Diagnosis.Finding;
import io.github.mondayauth.internal.AppSettings;
import io.github.mondayauth.internal.MondayHosts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks a token's claims for {@link TokenExaminer}, whether or not their signature is valid. */
final class ClaimsExaminer {
  private final AppSettings settings;
  private final TokenKind kind;
  private final @Nullable String endpoint;
  private final List<Finding> findings;

  /**
   * Creates an examiner.
   *
   * @param findings the list that receives the findings
   */
  ClaimsExaminer(
      AppSettings settings, TokenKind kind, @Nullable String endpoint, List<Finding> findings) {
    this.settings = settings;
    this.kind = kind;
    this.endpoint = endpoint;
    this.findings = findings;
  }

  void examine(JsonObject claims) {
    kind(claims);
    time(claims);
    audience(claims);
    JsonObject dat = claims.object("dat");
    if (dat != null) {
      app(dat);
    }
    if (kind == TokenKind.AUTHORIZATION) {
      backToUrl(claims.string("backToUrl"));
    }
  }

  private void kind(JsonObject claims) {
    boolean dat = claims.fields().containsKey("dat");
    boolean right =
        switch (kind) {
          case REQUEST -> !dat && claims.id("accountId") != null && claims.id("userId") != null;
          case AUTHORIZATION -> !dat && claims.string("backToUrl") != null;
          case SESSION -> dat || claims.id("account_id") != null;
          case APP_LIFECYCLE, FEATURE_LIFECYCLE -> dat;
        };
    String found = apparentKind(claims);
    add(
        Check.KIND,
        right,
        right
            ? "the claims of " + found
            : "expected the claims of " + name(kind) + ", found those of " + found);
  }

  private static String apparentKind(JsonObject claims) {
    Map<String, @Nullable Object> fields = claims.fields();
    if (fields.containsKey("dat") || fields.containsKey("account_id")) {
      return "a session token or a lifecycle event";
    }
    if (fields.containsKey("backToUrl")) {
      return "an authorization token or a credentials field request";
    }
    if (fields.containsKey("accountId") && fields.containsKey("userId")) {
      return "a request";
    }
    return fields.containsKey("appId")
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
    };
  }

  private void time(JsonObject claims) {
    long now = settings.time().instant().getEpochSecond();
    long skew = settings.clockSkew().toSeconds();
    Instant clock = Instant.ofEpochSecond(now);
    Long expiry = claims.integer("exp");
    Long issued = claims.integer("iat");
    if (expiry == null || expiry < 0 || expiry >= ClaimSet.TIME_LIMIT) {
      add(Check.TIME, false, "exp: expected a time in whole seconds since 1970, found none");
    } else if (issued != null && issued > now + skew) {
      add(
          Check.TIME,
          false,
          "issued %d s in the future, allowed clock skew %d s; this clock shows %s and may be slow"
              .formatted(issued - now, skew, clock));
    } else if (now >= expiry + skew) {
      String age = issued == null ? "" : ", issued %d s ago".formatted(now - issued);
      add(
          Check.TIME,
          false,
          "expired %d s ago%s, allowed clock skew %d s; this clock shows %s and may be fast"
              .formatted(now - expiry, age, skew, clock));
    } else {
      add(Check.TIME, true, "expires in %d s, clock skew included".formatted(expiry + skew - now));
    }
  }

  private void audience(JsonObject claims) {
    boolean required = kind == TokenKind.REQUEST || kind == TokenKind.AUTHORIZATION;
    AudienceCheck check = new AudienceCheck(settings);
    String expected =
        endpoint == null ? "a URL under " + settings.baseUri() : check.urlOf(endpoint);
    Object found = claims.fields().get("aud");
    if (found == null && !required) {
      add(Check.AUDIENCE, true, "none, and none is required");
      return;
    }
    String audience = found instanceof String string ? string : "";
    boolean right = endpoint == null ? check.isOwn(audience) : check.isEndpoint(audience, endpoint);
    String shown = found == null ? "none" : Diagnosis.shown(found.toString());
    add(
        Check.AUDIENCE,
        right,
        right
            ? shown
            : "expected "
                + expected
                + ", found "
                + shown
                + "; monday.com sends the URL configured in the Developer Center, so compare that"
                + " with the base URI and the endpoint");
  }

  private void app(JsonObject dat) {
    String clientId = dat.string("client_id");
    if (clientId != null) {
      boolean right = clientId.equals(settings.clientId());
      add(
          Check.APP,
          right,
          right
              ? "client_id is this app's"
              : "client_id: expected "
                  + settings.clientId()
                  + ", found "
                  + Diagnosis.shown(clientId));
    }
  }

  private void backToUrl(@Nullable String value) {
    if (value != null) {
      boolean right = MondayHosts.of(settings).backToUrl(value) != null;
      String shown = Diagnosis.shown(value);
      add(
          Check.BACK_TO_URL,
          right,
          right ? shown : "expected an https URL of monday.com, found " + shown);
    }
  }

  private void add(Check check, boolean right, String explanation) {
    findings.add(new Finding(check, right, explanation));
  }
}
