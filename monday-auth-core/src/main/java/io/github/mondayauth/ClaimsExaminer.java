package io.github.mondayauth;

import io.github.mondayauth.Diagnosis.Finding;
import io.github.mondayauth.internal.AppSettings;
import io.github.mondayauth.internal.MondayHosts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of an {@link TokenExaminer} that reads claims, whoever signed them. */
final class ClaimsExaminer {
  private final AppSettings settings;
  private final TokenKind kind;
  private final @Nullable String endpoint;
  private final List<Finding> findings;

  ClaimsExaminer(
      AppSettings settings, TokenKind kind, @Nullable String endpoint, List<Finding> findings) {
    this.settings = settings;
    this.kind = kind;
    this.endpoint = endpoint;
    this.findings = findings;
  }

  void of(JsonObject claims) {
    kind(claims);
    time(claims);
    audience(claims);
    JsonObject dat = claims.object("dat");
    if (dat != null) {
      app(dat);
    }
    if (kind == TokenKind.AUTHORIZATION) {
      backToUrl(claims.text("backToUrl"));
    }
  }

  private void kind(JsonObject claims) {
    String looks = looksLike(claims);
    boolean dat = claims.members().containsKey("dat");
    boolean right =
        switch (kind) {
          case REQUEST -> !dat && claims.id("accountId") != null && claims.id("userId") != null;
          case AUTHORIZATION -> !dat && claims.text("backToUrl") != null;
          case SESSION -> dat || claims.id("account_id") != null;
          case APP_LIFECYCLE, FEATURE_LIFECYCLE -> dat;
        };
    add("kind", right, "by its claims " + looks + (right ? "" : ", expected " + kind));
  }

  private static String looksLike(JsonObject claims) {
    Map<String, @Nullable Object> members = claims.members();
    if (members.containsKey("dat") || members.containsKey("account_id")) {
      return "a session token or a lifecycle event";
    }
    if (members.containsKey("backToUrl")) {
      return "an authorization token, or a request of the credentials field";
    }
    if (members.containsKey("accountId") && members.containsKey("userId")) {
      return "a request";
    }
    return members.containsKey("appId") ? "an app's own, outbound" : "none of monday.com's";
  }

  private void time(JsonObject claims) {
    long now = settings.time().instant().getEpochSecond();
    long skew = settings.clockSkew().toSeconds();
    Long expiry = claims.integer("exp");
    Long issued = claims.integer("iat");
    if (expiry == null || expiry < 0 || expiry >= ClaimSet.LATEST) {
      add("time", false, "exp: expected whole seconds since 1970, found none");
    } else if (issued != null && issued > now + skew) {
      add(
          "time",
          false,
          "issued %d s from now, skew %d s: this machine's clock says %s; is it slow?"
              .formatted(issued - now, skew, Instant.ofEpochSecond(now)));
    } else if (now >= expiry + skew) {
      String age = issued == null ? "" : ", issued %d s ago".formatted(now - issued);
      add(
          "time",
          false,
          "expired %d s ago%s, skew %d s: an old token, or this machine's clock is fast: %s"
              .formatted(now - expiry, age, skew, Instant.ofEpochSecond(now)));
    } else {
      add("time", true, "%d s left".formatted(expiry + skew - now));
    }
  }

  private void audience(JsonObject claims) {
    boolean needed = kind == TokenKind.REQUEST || kind == TokenKind.AUTHORIZATION;
    Object found = claims.members().get("aud");
    String shown = found == null ? "none" : TokenExaminer.shown(found.toString());
    AudienceCheck endpoints = new AudienceCheck(settings);
    String expected =
        endpoint == null ? "a URL under " + settings.baseUri() : endpoints.urlOf(endpoint);
    if (found == null && !needed) {
      add("audience", true, "none, and none needed");
      return;
    }
    try {
      String audience = found instanceof String text ? text : "";
      if (endpoint == null) {
        endpoints.checkOurs(audience);
      } else {
        endpoints.check(audience, endpoint);
      }
      add("audience", true, shown);
    } catch (TokenRejectedException another) {
      add(
          "audience",
          false,
          "expected "
              + expected
              + ", found "
              + shown
              + "; monday.com names the URL configured in the Developer Center, so compare that with the base URI");
    }
  }

  private void app(JsonObject dat) {
    String clientId = dat.text("client_id");
    if (clientId != null) {
      boolean ours = clientId.equals(settings.clientId());
      add(
          "app",
          ours,
          ours
              ? "client_id is this app's"
              : "client_id: expected "
                  + settings.clientId()
                  + ", found "
                  + TokenExaminer.shown(clientId));
    }
  }

  private void backToUrl(@Nullable String value) {
    if (value != null) {
      boolean good = MondayHosts.of(settings).backToUrl(value) != null;
      add(
          "backToUrl",
          good,
          (good ? "" : "expected an https address of monday.com, found ")
              + TokenExaminer.shown(value));
    }
  }

  private void add(String check, boolean fine, String explanation) {
    findings.add(new Finding(check, fine, explanation));
  }
}
