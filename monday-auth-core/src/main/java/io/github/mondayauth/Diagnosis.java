package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a token verifies or does not, check by check; made by {@link MondayApp#diagnose}.
 *
 * <p>For a developer's eyes: it shows claims such as audience and times, also of a token nobody
 * signed, though never the token, a short-lived token or a secret. Do not send it to whoever sent
 * the token. Immutable and safe for use by several threads.
 */
public final class Diagnosis {
  private final @Nullable Reason reason;
  private final List<Finding> findings;

  Diagnosis(@Nullable Reason reason, List<Finding> findings) {
    this.reason = reason;
    this.findings = List.copyOf(findings);
  }

  /**
   * Whether the token verifies.
   *
   * @return true if a verifier of the kind accepts it
   */
  public boolean isVerified() {
    return reason == null;
  }

  /**
   * Why a verifier refuses the token.
   *
   * @return the reason, or null if it verifies
   */
  public @Nullable Reason reason() {
    return reason;
  }

  /**
   * What was looked at, in the order of verification. It goes on after the first trouble, as far as
   * the token can be read.
   *
   * @return an unmodifiable list
   */
  public List<Finding> findings() {
    return findings;
  }

  /** All findings, a line each, and the outcome. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Finding finding : findings) {
      text.append(finding.isFine() ? "ok    " : "WRONG ");
      text.append(finding.check()).append(": ").append(finding.explanation()).append('\n');
    }
    return text.append(isVerified() ? "The token verifies." : "Refused: " + reason + ".")
        .toString();
  }

  /**
   * One check.
   *
   * @param check what was looked at: {@code token}, {@code header}, {@code signature}, {@code
   *     claims}, {@code kind}, {@code time}, {@code audience}, {@code app} or {@code backToUrl}
   * @param isFine whether it is as it must be
   * @param explanation what was expected and found, and what to do about it
   */
  public record Finding(String check, boolean isFine, String explanation) {}
}
