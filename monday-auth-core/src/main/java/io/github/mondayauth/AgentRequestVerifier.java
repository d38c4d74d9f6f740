package io.github.mondayauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.internal.AppSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Verifies that a request to an external agent comes from monday.com. monday.com signs each request
 * with the agent's own signing secret: HMAC with SHA-256 over the header {@code
 * x-monday-timestamp}, a dot and the raw body.
 *
 * <p>It follows a preview of monday.com's API (external agents, October 2026), which may change.
 * Create it with {@link MondayApp#agentRequestVerifier}. Immutable, and safe for use by several
 * threads if the function that returns the secrets is.
 */
public final class AgentRequestVerifier {
  /** How long before or after its verification a request may have been signed. */
  static final Duration MAX_AGE = Duration.ofMinutes(5);

  private static final int MIN_BITS = 128;

  private final AppSettings settings;
  private final Function<String, ? extends @Nullable List<Secret>> secrets;

  AgentRequestVerifier(
      AppSettings settings, Function<String, ? extends @Nullable List<Secret>> secrets) {
    this.settings = settings;
    this.secrets = secrets;
  }

  /**
   * Verifies a request. Call it before parsing the body.
   *
   * @param headers returns the values of the header with a given name in lower case, null or an
   *     empty list if there is none. It is called for {@code x-monday-agent-id}, {@code
   *     x-monday-timestamp} and {@code x-monday-signature}.
   * @param body the bytes of the body as they were received, or null if there are none. A body that
   *     was parsed and written again has another signature.
   * @return the agent and the time
   * @throws TokenRejectedException if a header is missing or malformed, the body is missing or
   *     longer than 1,048,576 bytes, the agent has no secret, none of its secrets made the
   *     signature, or the request was signed more than five minutes ago or ahead
   * @throws IllegalArgumentException if one of the agent's secrets has fewer than 128 bits
   */
  public AgentRequest verify(
      Function<String, ? extends @Nullable List<String>> headers, byte @Nullable [] body) {
    AuthListener listener = settings.listener();
    try {
      SignedAgentRequest request = SignedAgentRequest.of(headers, body);
      int index = requireSignature(request);
      requireTime(request);
      listener.verified(TokenKind.AGENT_REQUEST, index);
      return new AgentRequest(request.agentId(), request.sentAt(), request.deliveryId());
    } catch (TokenRejectedException refusal) {
      listener.rejected(TokenKind.AGENT_REQUEST, refusal.reason());
      throw refusal;
    }
  }

  /**
   * Explains why a request verifies or does not: which secret signed it, and how far the clocks
   * differ. Meant for a developer's question, not for every request. It raises no events.
   *
   * @param headers as for {@link #verify}
   * @param body as for {@link #verify}
   * @return the findings
   * @throws IllegalArgumentException if one of the agent's secrets has fewer than 128 bits
   */
  public Diagnosis diagnose(
      Function<String, ? extends @Nullable List<String>> headers, byte @Nullable [] body) {
    // One time for all checks, so that none of them contradicts the outcome.
    InstantSource now = InstantSource.fixed(settings.time().instant());
    AppSettings silent = settings.with(GuardedAuthListener.NONE, now);
    return new AgentRequestExaminer(new AgentRequestVerifier(silent, secrets), silent)
        .examine(headers, body);
  }

  /** Returns the secrets of an agent, the current one first; none if the agent is unknown. */
  List<Secret> secretsOf(String agentId) {
    List<Secret> found = secrets.apply(agentId);
    List<Secret> all = found == null ? List.of() : List.copyOf(found);
    for (Secret secret : all) {
      int bits = secret.reveal().getBytes(UTF_8).length * 8;
      if (bits < MIN_BITS) {
        throw new IllegalArgumentException(
            "agent's signing secret: expected at least 128 bits, found "
                + bits
                + "; store the whole value that monday.com returned");
      }
    }
    return all;
  }

  /** Returns the index of the secret that made the signature, or refuses the request. */
  int requireSignature(SignedAgentRequest request) {
    List<Secret> all = secretsOf(request.agentId());
    if (all.isEmpty()) {
      throw new TokenRejectedException(
          Reason.SIGNATURE,
          "agent's signing secret: expected one, found none; store the secret that monday.com"
              + " returned when the agent was created or its callback URL was changed");
    }
    for (int i = 0; i < all.size(); i++) {
      if (request.isSignedBy(all.get(i))) {
        return i;
      }
    }
    throw new TokenRejectedException(
        Reason.SIGNATURE,
        "x-monday-signature: expected one made with the agent's signing secret over the raw body,"
            + " found another");
  }

  /** Refuses a request that was signed too long ago or ahead. */
  void requireTime(SignedAgentRequest request) {
    long age = settings.time().millis() - request.timestamp();
    if (age > MAX_AGE.toMillis()) {
      throw new TokenRejectedException(
          Reason.EXPIRED,
          "x-monday-timestamp: expected at most 300 s ago, found " + age / 1_000 + " s ago");
    }
    if (-age > MAX_AGE.toMillis()) {
      throw new TokenRejectedException(
          Reason.NOT_YET_VALID,
          "x-monday-timestamp: expected at most 300 s ahead, found " + -age / 1_000 + " s ahead");
    }
  }
}
