package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import org.jspecify.annotations.Nullable;

/** The checks that session tokens and lifecycle events share: their claims are in {@code dat}. */
final class DatTokenVerifier {
  private final JwtVerifier gate;
  private final AudienceCheck endpoints;
  private final @Nullable String endpoint;
  private final boolean flatAllowed;

  DatTokenVerifier(
      JwtVerifier gate, AudienceCheck endpoints, @Nullable String endpoint, boolean flatAllowed) {
    this.gate = gate;
    this.endpoints = endpoints;
    this.endpoint = endpoint;
    this.flatAllowed = flatAllowed;
  }

  /** The same for tokens whose audience, if they have one, must be this endpoint. */
  DatTokenVerifier at(String url) {
    return new DatTokenVerifier(gate, endpoints, endpoints.urlOf(url), flatAllowed);
  }

  ClaimSet open(@Nullable String token) {
    ClaimSet claims = gate.open(token);
    if (claims.accountId != 0
        || claims.userId != 0
        || claims.backToUrl != null
        || claims.shortLivedToken != null) {
      throw new TokenRejectedException(
          Reason.WRONG_KIND, "expected a token with dat, found a request or authorization token");
    }
    if (endpoint == null) {
      endpoints.checkOurs(claims.audience);
    } else if (claims.audience != null) {
      endpoints.check(claims.audience, endpoint);
    }
    return claims;
  }

  /** What is in {@code dat}, or beside {@code exp} where that is allowed; for our app. */
  DatClaims dat(ClaimSet claims) {
    DatClaims dat = flatAllowed && claims.dat == null ? claims.flat : claims.dat;
    if (dat == null || (claims.dat != null && claims.flat != null)) {
      throw new TokenRejectedException(
          Reason.WRONG_KIND, "expected dat, found " + (dat == null ? "none" : "its members twice"));
    }
    if (dat.clientId != null && !dat.clientId.equals(gate.settings().clientId())) {
      throw new TokenRejectedException(Reason.APP, "client_id: expected this app's, found another");
    }
    if (dat.slug != null && !isLabel(dat.slug)) {
      throw new TokenRejectedException(Reason.CLAIMS, "slug: expected a DNS label");
    }
    return dat;
  }

  JwtVerifier gate() {
    return gate;
  }

  private static boolean isLabel(String slug) {
    int length = slug.length();
    boolean label = length > 0 && length < 64 && slug.charAt(0) != '-';
    for (int i = 0; label && i < length; i++) {
      label = slug.charAt(i) == '-' ? i < length - 1 : isLetterOrDigit(slug.charAt(i));
    }
    return label;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
