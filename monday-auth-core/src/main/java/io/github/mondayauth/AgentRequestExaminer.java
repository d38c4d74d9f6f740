package io.github.mondayauth;

import io.github.mondayauth.Diagnosis.Check;
import io.github.mondayauth.Diagnosis.Finding;
import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.internal.AppSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Implements {@link AgentRequestVerifier#diagnose}. Every check is the verifier's own, so that a
 * finding cannot contradict the outcome. One instance examines one request.
 */
final class AgentRequestExaminer {
  private static final String SUBJECT = "request";

  private final AgentRequestVerifier verifier;
  private final AppSettings settings;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * Creates an examiner.
   *
   * @param verifier the verifier that decides, without a listener and at a fixed time
   * @param settings the settings of that verifier
   */
  AgentRequestExaminer(AgentRequestVerifier verifier, AppSettings settings) {
    this.verifier = verifier;
    this.settings = settings;
  }

  Diagnosis examine(
      Function<String, ? extends @Nullable List<String>> headers, byte @Nullable [] body) {
    SignedAgentRequest request;
    try {
      request = SignedAgentRequest.of(headers, body);
    } catch (TokenRejectedException refusal) {
      add(Check.HEADER, false, TokenExaminer.message(refusal));
      return new Diagnosis(SUBJECT, refusal.reason(), findings);
    }
    add(Check.HEADER, true, "the three headers of agent " + Diagnosis.shown(request.agentId()));
    Reason signature = signature(request);
    Reason time = time(request);
    return new Diagnosis(SUBJECT, signature == null ? time : signature, findings);
  }

  private @Nullable Reason signature(SignedAgentRequest request) {
    try {
      int index = verifier.requireSignature(request);
      add(
          Check.SIGNATURE,
          true,
          "made with the agent's "
              + (index == 0 ? "signing secret" : "previous signing secret number " + index));
      return null;
    } catch (TokenRejectedException refusal) {
      add(Check.SIGNATURE, false, TokenExaminer.message(refusal) + hint(request));
      return refusal.reason();
    }
  }

  /** Returns a frequent mistake that explains the signature, or an empty string. */
  private String hint(SignedAgentRequest request) {
    for (Secret secret : settings.signingSecrets()) {
      if (request.isSignedBy(secret)) {
        return "; it is made with the app's signing secret, which is not the agent's";
      }
    }
    for (Secret secret : settings.clientSecrets()) {
      if (request.isSignedBy(secret)) {
        return "; it is made with the app's client secret, which is not the agent's";
      }
    }
    List<Secret> secrets = verifier.secretsOf(request.agentId());
    for (Secret secret : secrets) {
      String mistake = request.mistakeWith(secret);
      if (mistake != null) {
        return "; it is a signature of " + mistake;
      }
    }
    return secrets.isEmpty()
        ? ""
        : "; the body was changed or parsed and written again, or the secret was replaced when the"
            + " agent's callback URL was changed";
  }

  private @Nullable Reason time(SignedAgentRequest request) {
    try {
      verifier.requireTime(request);
      add(Check.TIME, true, "signed at " + request.sentAt());
      return null;
    } catch (TokenRejectedException refusal) {
      add(
          Check.TIME,
          false,
          TokenExaminer.message(refusal)
              + "; this clock shows "
              + Instant.ofEpochSecond(settings.time().instant().getEpochSecond())
              + " and may be wrong");
      return refusal.reason();
    }
  }

  private void add(Check check, boolean right, String explanation) {
    findings.add(new Finding(check, right, explanation));
  }
}
