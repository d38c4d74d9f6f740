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
import org.jspecify.annotations.Nullable;

/** The books of an authorization server: codes, grants, access and refresh tokens. */
final class GrantStore {
  /** What was asked for when the user consented. */
  record Ask(
      String clientId, @Nullable String redirectUri, String scope, @Nullable String challenge) {}

  /** One consent; all tokens that come from it are a family. */
  static final class Grant {
    final String subject;
    final String scope;
    private boolean revoked;

    Grant(String subject, String scope) {
      this.subject = subject;
      this.scope = scope;
    }
  }

  /** How a server makes its tokens. */
  interface Mint {
    String access(Grant grant, Instant expires);

    String refresh(Grant grant);
  }

  /** What a server's rules are. */
  record Rules(
      Duration accessLifetime,
      @Nullable Duration refreshLifetime,
      boolean refreshTokens,
      boolean rotation,
      boolean reuseRevokesFamily) {}

  record Issued(String access, @Nullable String refresh, Grant grant, Instant expires) {}

  /** An error of RFC 6749 section 5.2. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    final String code;

    Refused(String code, String description) {
      super(description);
      this.code = code;
    }
  }

  private static final class Code {
    final Ask ask;
    final Grant grant;
    final Instant expires;
    boolean used;

    Code(Ask ask, Grant grant, Instant expires) {
      this.ask = ask;
      this.grant = grant;
      this.expires = expires;
    }
  }

  private static final class Token {
    final Grant grant;
    final Instant expires;
    boolean ended;

    Token(Grant grant, Instant expires) {
      this.grant = grant;
      this.expires = expires;
    }
  }

  private static final Duration CODE_LIFETIME = Duration.ofMinutes(10);

  private final InstantSource clock;
  private final Mint mint;
  private final Rules rules;
  private final Map<String, Code> codes = new HashMap<>();
  private final Map<String, Token> access = new HashMap<>();
  private final Map<String, Token> refresh = new HashMap<>();

  GrantStore(InstantSource clock, Mint mint, Rules rules) {
    this.clock = clock;
    this.mint = mint;
    this.rules = rules;
  }

  synchronized String code(Ask ask, String subject) {
    String code = UUID.randomUUID().toString().replace("-", "");
    codes.put(
        code, new Code(ask, new Grant(subject, ask.scope()), clock.instant().plus(CODE_LIFETIME)));
    return code;
  }

  synchronized Issued redeem(
      String code, String clientId, @Nullable String redirectUri, @Nullable String verifier)
      throws Refused {
    Code found = codes.get(code);
    if (found == null || found.used) {
      throw new Refused("invalid_grant", "code unknown or used");
    }
    // A code is used up by the attempt, so that a wrong verifier cannot be tried twice.
    found.used = true;
    if (!found.ask.clientId().equals(clientId)) {
      throw new Refused("invalid_grant", "code of another client");
    }
    if (!clock.instant().isBefore(found.expires)) {
      throw new Refused("invalid_grant", "code expired");
    }
    String asked = found.ask.redirectUri();
    if (asked != null && !asked.equals(redirectUri)) {
      throw new Refused("invalid_grant", "redirect_uri differs from the authorization request's");
    }
    checkVerifier(found.ask.challenge(), verifier);
    return issue(found.grant, rules.refreshTokens());
  }

  private static void checkVerifier(@Nullable String challenge, @Nullable String verifier)
      throws Refused {
    if (challenge == null && verifier == null) {
      return;
    }
    if (challenge == null || verifier == null) {
      throw new Refused("invalid_grant", "code_challenge and code_verifier come together");
    }
    if (!verifier.matches("[A-Za-z0-9._~-]{43,128}")) {
      throw new Refused("invalid_request", "code_verifier is 43 to 128 unreserved characters");
    }
    if (!s256(verifier).equals(challenge)) {
      throw new Refused("invalid_grant", "code_verifier does not match");
    }
  }

  synchronized Issued refresh(String refreshToken) throws Refused {
    Token token = refresh.get(refreshToken);
    if (token == null || token.grant.revoked) {
      throw new Refused("invalid_grant", "refresh token unknown or revoked");
    }
    if (!clock.instant().isBefore(token.expires)) {
      throw new Refused("invalid_grant", "refresh token expired");
    }
    if (token.ended) {
      if (rules.reuseRevokesFamily()) {
        token.grant.revoked = true;
      }
      throw new Refused("invalid_grant", "refresh token used before");
    }
    token.ended = rules.rotation();
    return issue(token.grant, rules.rotation());
  }

  /** A grant that no code led to, as an import needs it. */
  synchronized Issued issue(String subject, String scope) {
    return issue(new Grant(subject, scope), rules.refreshTokens());
  }

  private Issued issue(Grant grant, boolean withRefresh) {
    Instant now = clock.instant();
    Instant expires = now.plus(rules.accessLifetime());
    String token = mint.access(grant, expires);
    access.put(token, new Token(grant, expires));
    String next = null;
    if (withRefresh) {
      next = mint.refresh(grant);
      Duration life = rules.refreshLifetime();
      refresh.put(next, new Token(grant, life == null ? Instant.MAX : now.plus(life)));
    }
    return new Issued(token, next, grant, expires);
  }

  /** The grant of an access token that the API would accept now. */
  synchronized Optional<Grant> live(String accessToken) {
    Token token = access.get(accessToken);
    if (token == null || token.ended || token.grant.revoked) {
      return Optional.empty();
    }
    return clock.instant().isBefore(token.expires) ? Optional.of(token.grant) : Optional.empty();
  }

  synchronized long liveAccessTokens(Predicate<Grant> of) {
    return access.keySet().stream().filter(token -> live(token).filter(of).isPresent()).count();
  }

  /** Every access and refresh token there ever was. */
  synchronized List<String> issued() {
    List<String> all = new ArrayList<>(access.keySet());
    all.addAll(refresh.keySet());
    return all;
  }

  /** RFC 7009: an access token ends alone, a refresh token ends its family. */
  synchronized @Nullable Grant revoke(String token) {
    Token found = access.get(token);
    if (found != null) {
      found.ended = true;
      return found.grant;
    }
    found = refresh.get(token);
    if (found != null) {
      found.grant.revoked = true;
      return found.grant;
    }
    return null;
  }

  synchronized void revokeGrants(Predicate<Grant> which) {
    access.values().stream().filter(t -> which.test(t.grant)).forEach(t -> t.grant.revoked = true);
    codes.values().stream().filter(c -> which.test(c.grant)).forEach(c -> c.used = true);
  }

  /** The API refuses all access tokens from now on; refresh tokens live. */
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
