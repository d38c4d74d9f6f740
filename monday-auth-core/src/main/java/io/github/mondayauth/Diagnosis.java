package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Explains, check by check, why a token or a request to an agent verifies or does not. {@link
 * MondayApp#diagnose} and {@link AgentRequestVerifier#diagnose} create it.
 *
 * <p>It is meant for the app's developer: it shows claims such as audience and times, even of a
 * token that nobody signed, but never the token, a short-lived token or a secret. Do not send it to
 * the sender of the token. Immutable and safe for use by several threads.
 */
public final class Diagnosis {
  private static final int MAX_SHOWN = 200;

  private final @Nullable Reason reason;
  private final List<Finding> findings;

  private final String subject;

  Diagnosis(@Nullable Reason reason, List<Finding> findings) {
    this("token", reason, findings);
  }

  /**
   * Creates a diagnosis.
   *
   * @param subject what was examined, for people
   */
  Diagnosis(String subject, @Nullable Reason reason, List<Finding> findings) {
    this.subject = subject;
    this.reason = reason;
    this.findings = List.copyOf(findings);
  }

  /**
   * Whether the verifier of the expected kind accepts the token.
   *
   * @return true if it does
   */
  public boolean isVerified() {
    return reason == null;
  }

  /**
   * Why the verifier refuses the token.
   *
   * @return the reason, or null if the token verifies
   */
  public @Nullable Reason reason() {
    return reason;
  }

  /**
   * The findings, at most one for each check. They go on after the first failed check, as far as
   * the token is readable. At least one check failed exactly if {@link #isVerified()} is false.
   *
   * @return an unmodifiable list
   */
  public List<Finding> findings() {
    return findings;
  }

  /** Shows one line per finding, and the outcome. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Finding finding : findings) {
      text.append(finding.isOk() ? "ok    " : "WRONG ");
      text.append(finding.check()).append(": ").append(finding.explanation()).append('\n');
    }
    return text.append(
            reason == null ? "The " + subject + " verifies." : "Refused: " + reason.code() + ".")
        .toString();
  }

  /** Makes a claim's value fit into an explanation: printable ASCII of bounded length. */
  static String shown(String value) {
    String printable = value.replaceAll("[^ -~]", "?");
    return printable.length() > MAX_SHOWN ? printable.substring(0, MAX_SHOWN) + "..." : printable;
  }

  /**
   * The result of one check.
   *
   * @param check what was checked
   * @param isOk whether the check passed
   * @param explanation what was expected and found, and what to do about it
   */
  public record Finding(Check check, boolean isOk, String explanation) {}

  /** What a {@link Finding} is about. */
  public enum Check {
    /** The text as a whole: length, and three parts separated by dots. */
    TOKEN("token"),
    /**
     * The header: strict JSON with the algorithm HS256, and nothing that changes verification. For
     * a request to an agent: its three headers and the size of its body.
     */
    HEADER("header"),
    /** The signature: made with the secret for this kind of token. */
    SIGNATURE("signature"),
    /** The payload: strict JSON, with claims that are well-formed and name whom they have to. */
    CLAIMS("claims"),
    /** The kind of token, by its claims. */
    KIND("kind"),
    /** The times {@code exp}, {@code iat} and {@code nbf}, or that of a request to an agent. */
    TIME("time"),
    /** The audience {@code aud}. */
    AUDIENCE("audience"),
    /** The app that {@code dat.client_id} names. */
    APP("app"),
    /** The URL {@code backToUrl}. */
    BACK_TO_URL("backToUrl");

    private final String text;

    Check(String text) {
      this.text = text;
    }

    /** The name for people: a word in lower case, or the name of the claim. */
    @Override
    public String toString() {
      return text;
    }
  }
}
