package io.github.mondayauth.oauth.flow;

import java.net.URI;
import java.util.List;

/**
 * What a check of one connector's configuration found.
 *
 * @param connection the connection's name
 * @param findings what was found
 * @param redirectUris what has to be registered with the provider
 */
public record CheckReport(String connection, List<Finding> findings, List<URI> redirectUris) {
  /** Copies the lists. */
  public CheckReport {
    findings = List.copyOf(findings);
    redirectUris = List.copyOf(redirectUris);
  }

  /** What a finding is about. The constants have the names of those of the public report. */
  public enum Subject {
    CLIENT,
    AUTHORIZATION_ENDPOINT,
    REDIRECT_URI,
    SCOPES,
    METADATA
  }

  /** What a finding says. The constants have the names of those of the public report. */
  public enum Outcome {
    GOOD,
    BAD,
    CANNOT_TELL
  }

  /**
   * A finding.
   *
   * @param message what was found and what to do, without secrets
   */
  public record Finding(Subject subject, Outcome outcome, String message) {}
}
