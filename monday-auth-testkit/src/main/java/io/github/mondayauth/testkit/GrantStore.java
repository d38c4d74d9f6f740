package io.github.mondayauth.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The state of an authorization server: codes, grants, access tokens and refresh tokens. */
final class GrantStore {
  /** The parameters of an authorization request that the token request must match. */
  record AuthorizationRequest(
      String clientId, @Nullable String redirectUri, String scope, @Nullable String challenge) {}

  /** A user's consent. All tokens that are issued for it form a family. */
  static final class Grant {
    final String subject;
    final String scope;
    private boolean revoked;

    Grant(String subject, String scope) {
      this.subject = subject;
      this.scope = scope;
    }
  }

  /** Creates the tokens of a server. */
  interface TokenFactory {
    String access(Grant grant, Instant expires);

    String refresh(Grant grant);
  }

  /**
   * The lifetimes of a server's tokens, and how it treats refresh tokens: among others, how long it
   * accepts one again after its first use.
   */
  record Rules(
      Duration accessLifetime,
      @Nullable Duration refreshLifetime,
      boolean refreshTokens,
      boolean rotation,
      boolean reuseRevokesFamily,
      boolean revocationEndsOneToken,
      Duration reuseWindow) {}

  record IssuedTokens(String access, @Nullable String refresh, Grant grant, Instant expires) {}

  /** An error response of the token endpoint (RFC 6749 section 5.2). */
  static final class TokenErrorException extends Exception {
    private static final long serialVersionUID = 1L;
    final String code;

    TokenErrorException(String code, String description) {
      super(description);
      this.code = code;
    }
  }

  private static final class Code {
    final AuthorizationRequest request;
    final Grant grant;
    final Instant expires;
    boolean used;

    Code(AuthorizationRequest request, Grant grant, Instant expires) {
      this.request = request;
      this.grant = grant;
      this.expires = expires;
    }
  }

  private static final class Token {
    final Grant grant;
    final Instant expires;
    boolean ended;
    @Nullable Instant firstUsed;

    Token(Grant grant, Instant expires) {
      this.grant = grant;
      this.expires = expires;
    }
  }

  private static final Duration CODE_LIFETIME = Duration.ofMinutes(10);

  private final InstantSource clock;
  private final TokenFactory factory;
  private final Rules rules;
  private final Map<String, Code> codes = new HashMap<>();
  private final Map<String, Token> access = new HashMap<>();
  private final Map<String, Token> refresh = new HashMap<>();

  GrantStore(InstantSource clock, TokenFactory factory, Rules rules) {
    this.clock = clock;
    this.factory = factory;
    this.rules = rules;
  }

  synchronized String code(AuthorizationRequest request, String subject) {
    String code = UUID.randomUUID().toString().replace("-", "");
    Grant grant = new Grant(subject, request.scope());
    codes.put(code, new Code(request, grant, clock.instant().plus(CODE_LIFETIME)));
    return code;
  }

  synchronized IssuedTokens redeem(
      String code, String clientId, @Nullable String redirectUri, @Nullable String verifier)
      throws TokenErrorException {
    Code found = codes.get(code);
    if (found == null || found.used) {
      throw new TokenErrorException("invalid_grant", "The code is unknown or was already used");
    }
    // The first attempt uses the code up, so a second code_verifier cannot be tried.
    found.used = true;
    if (!found.request.clientId().equals(clientId)) {
      throw new TokenErrorException("invalid_grant", "The code was issued to another client");
    }
    if (!clock.instant().isBefore(found.expires)) {
      throw new TokenErrorException("invalid_grant", "The code has expired");
    }
    String expected = found.request.redirectUri();
    if (expected != null && !expected.equals(redirectUri)) {
      throw new TokenErrorException(
          "invalid_grant", "redirect_uri differs from that of the authorization request");
    }
    checkVerifier(found.request.challenge(), verifier);
    return issue(found.grant, rules.refreshTokens());
  }

  private static void checkVerifier(@Nullable String challenge, @Nullable String verifier)
      throws TokenErrorException {
    if (challenge == null && verifier == null) {
      return;
    }
    if (challenge == null || verifier == null) {
      throw new TokenErrorException(
          "invalid_grant", "code_challenge requires code_verifier, and vice versa");
    }
    if (!verifier.matches("[A-Za-z0-9._~-]{43,128}")) {
      throw new TokenErrorException(
          "invalid_request", "code_verifier must have 43 to 128 unreserved characters");
    }
    if (!s256(verifier).equals(challenge)) {
      throw new TokenErrorException("invalid_grant", "code_verifier does not match code_challenge");
    }
  }

  synchronized IssuedTokens refresh(String refreshToken) throws TokenErrorException {
    Token token = refresh.get(refreshToken);
    if (token == null || token.grant.revoked) {
      throw new TokenErrorException("invalid_grant", "The refresh token is unknown or was revoked");
    }
    if (!clock.instant().isBefore(token.expires)) {
      throw new TokenErrorException("invalid_grant", "The refresh token has expired");
    }
    boolean isReusable =
        token.firstUsed != null
            && clock.instant().isBefore(token.firstUsed.plus(rules.reuseWindow()));
    if (token.ended && !isReusable) {
      if (rules.reuseRevokesFamily()) {
        token.grant.revoked = true;
      }
      throw new TokenErrorException("invalid_grant", "The refresh token was already used");
    }
    token.ended = rules.rotation();
    if (token.firstUsed == null) {
      token.firstUsed = clock.instant();
    }
    return issue(token.grant, rules.rotation());
  }

  /** Issues tokens without a code, for legacy tokens and their migration. */
  synchronized IssuedTokens issue(String subject, String scope) {
    return issue(new Grant(subject, scope), rules.refreshTokens());
  }

  private IssuedTokens issue(Grant grant, boolean withRefresh) {
    Instant now = clock.instant();
    Instant expires = now.plus(rules.accessLifetime());
    String accessToken = factory.access(grant, expires);
    access.put(accessToken, new Token(grant, expires));
    String refreshToken = null;
    if (withRefresh) {
      refreshToken = factory.refresh(grant);
      Duration life = rules.refreshLifetime();
      refresh.put(refreshToken, new Token(grant, life == null ? Instant.MAX : now.plus(life)));
    }
    return new IssuedTokens(accessToken, refreshToken, grant, expires);
  }

  /** The grant of an access token that the API accepts now; empty if it refuses the token. */
  synchronized Optional<Grant> live(String accessToken) {
    Token token = access.get(accessToken);
    if (token == null || token.ended || token.grant.revoked) {
      return Optional.empty();
    }
    return clock.instant().isBefore(token.expires) ? Optional.of(token.grant) : Optional.empty();
  }

  synchronized long liveAccessTokens(Predicate<Grant> which) {
    return access.keySet().stream().filter(token -> live(token).filter(which).isPresent()).count();
  }

  /** The number of grants of which an access or refresh token works now. */
  synchronized long liveGrants(Predicate<Grant> which) {
    Instant now = clock.instant();
    return Stream.concat(access.values().stream(), refresh.values().stream())
        .filter(token -> !token.ended && !token.grant.revoked && now.isBefore(token.expires))
        .map(token -> token.grant)
        .filter(which)
        .distinct()
        .count();
  }

  /** All access and refresh tokens ever issued. */
  synchronized List<String> issued() {
    List<String> all = new ArrayList<>(access.keySet());
    all.addAll(refresh.keySet());
    return all;
  }

  /**
   * Revokes a token (RFC 7009): an access token alone, a refresh token with its whole family unless
   * the rules say otherwise.
   *
   * @return the grant of the token, or null if the token is unknown
   */
  synchronized @Nullable Grant revoke(String token) {
    Token found = access.get(token);
    if (found != null) {
      found.ended = true;
      return found.grant;
    }
    found = refresh.get(token);
    if (found == null) {
      return null;
    }
    if (rules.revocationEndsOneToken()) {
      found.ended = true;
    } else {
      found.grant.revoked = true;
    }
    return found.grant;
  }

  synchronized void revokeGrants(Predicate<Grant> which) {
    access.values().stream().filter(t -> which.test(t.grant)).forEach(t -> t.grant.revoked = true);
    codes.values().stream().filter(c -> which.test(c.grant)).forEach(c -> c.used = true);
  }

  /** Makes the API refuse all access tokens issued so far; refresh tokens stay valid. */
  synchronized void endAccessTokens() {
    access.values().forEach(token -> token.ended = true);
  }

  static String s256(String verifier) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
