package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.connector.ConnectorSpec;
import io.github.mondayauth.oauth.connector.ConsentSpec;
import io.github.mondayauth.oauth.connector.ServerMetadata;
import io.github.mondayauth.oauth.credential.GrantRevocation;
import io.github.mondayauth.oauth.credential.MonotonicClock;
import io.github.mondayauth.oauth.flow.CheckReport.Finding;
import io.github.mondayauth.oauth.flow.CheckReport.Outcome;
import io.github.mondayauth.oauth.flow.CheckReport.Subject;
import io.github.mondayauth.oauth.http.GuardedTransport;
import io.github.mondayauth.oauth.token.TokenClient;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Checks as much of the connectors' configuration as can be checked without a user. */
public final class ConfigurationCheck {
  static final String TIME_IS_UP = "the check ran out of time: check again";

  /** How long the check of one connector may take. */
  private static final Duration LONGEST = Duration.ofSeconds(20);

  private final FlowConfig config;
  private final MonotonicClock clock;
  private final ServerMetadata metadata;
  private final ClientCheck clientCheck;
  private final ConsentScreenCheck consentScreenCheck;

  /**
   * Creates a check.
   *
   * @param config the application's addresses and paths
   * @param transport sends the requests to authorization endpoints
   * @param tokens sends the token requests
   * @param revocation revokes what must not have been issued
   */
  public ConfigurationCheck(
      FlowConfig config,
      InstantSource time,
      MonotonicClock clock,
      GuardedTransport transport,
      TokenClient tokens,
      GrantRevocation revocation) {
    this.config = config;
    this.clock = clock;
    this.metadata = new ServerMetadata(transport);
    this.clientCheck = new ClientCheck(time, tokens, revocation);
    this.consentScreenCheck = new ConsentScreenCheck(transport);
  }

  /**
   * Checks connectors one after another.
   *
   * @param longest how long all of it may take. Each connector gets an equal share of the time that
   *     is left, so that one that does not respond leaves time for the others
   */
  public List<CheckReport> check(List<ConnectorSpec> connectors, Duration longest) {
    TimeLimit all = TimeLimit.of(longest, clock);
    List<CheckReport> reports = new ArrayList<>();
    for (ConnectorSpec connector : connectors) {
      reports.add(check(connector, all.share(connectors.size() - reports.size(), LONGEST)));
    }
    return reports;
  }

  private CheckReport check(ConnectorSpec connector, TimeLimit time) {
    String name = connector.name();
    ConsentSpec consent = connector.consent().orElse(null);
    if (consent == null) {
      String message = "the service has no client: each user enters an API key";
      return new CheckReport(name, List.of(cannotTell(Subject.CLIENT, message)), List.of());
    }
    List<URI> redirectUris =
        config.baseUris().stream().map(baseUri -> config.callbackUri(baseUri, name)).toList();
    if (connector.entry() != ConnectorSpec.Entry.NOTHING) {
      String message =
          "the endpoints depend on the user's host or region: connect once to check the client id"
              + " and the client secret";
      return new CheckReport(name, List.of(cannotTell(Subject.CLIENT, message)), redirectUris);
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(clientCheck.check(consent, redirectUris.get(0), time));
    ConsentScreenCheck.Result screen = consentScreenCheck.check(consent, redirectUris, time);
    findings.addAll(screen.findings());
    Set<String> supported = Set.of();
    Optional<URI> issuer = consent.issuer();
    if (issuer.isPresent()) {
      ServerMetadata.Document document = null;
      try {
        document = time.isUp() ? null : metadata.read(issuer.get(), half(time));
        findings.add(compared(consent, issuer.get(), document));
      } catch (OAuthException e) {
        findings.add(unread(e));
      }
      supported = document == null ? supported : document.scopes();
    }
    Set<String> requested = new TreeSet<>(consent.tokenEndpoint("").requestedScopes());
    if (screen.refusesScopes() || !requested.isEmpty()) {
      findings.add(scopes(consent, requested, screen.refusesScopes(), supported));
    }
    return new CheckReport(name, findings, redirectUris);
  }

  /** The document may take two requests. */
  private static Duration half(TimeLimit time) {
    return time.left().dividedBy(2);
  }

  private static Finding compared(
      ConsentSpec consent, URI issuer, ServerMetadata.@Nullable Document document) {
    if (document == null) {
      return cannotTell(Subject.METADATA, TIME_IS_UP);
    }
    Optional<String> difference = consent.differenceFrom(document);
    return difference.isEmpty()
        ? new Finding(Subject.METADATA, Outcome.GOOD, "the metadata of " + issuer + " is the same")
        : new Finding(
            Subject.METADATA,
            Outcome.BAD,
            "the metadata of "
                + issuer
                + " now names another "
                + difference.get()
                + ": restart the application, or compare its address with the provider's"
                + " documentation");
  }

  private static Finding unread(OAuthException e) {
    boolean isWrong = e.reason() == Reason.ISSUER;
    return new Finding(
        Subject.METADATA,
        isWrong ? Outcome.BAD : Outcome.CANNOT_TELL,
        String.valueOf(e.getMessage()));
  }

  private static Finding scopes(
      ConsentSpec consent, Set<String> requested, boolean isRefused, Set<String> supported) {
    String names = String.join(" ", requested);
    if (isRefused) {
      return new Finding(
          Subject.SCOPES,
          Outcome.BAD,
          "the authorization endpoint responded with invalid_scope to the scopes "
              + names
              + ": compare them with those in the provider's settings and documentation");
    }
    if (supported.isEmpty()) {
      return cannotTell(
          Subject.SCOPES,
          consent.provesUser()
              ? "monday.com accepts only scopes that the app has in the Developer Center: compare "
                  + names
              : "only a user's consent shows whether the provider grants them: connect once with "
                  + names);
    }
    Set<String> missing = new TreeSet<>(requested);
    missing.removeAll(supported);
    return missing.isEmpty()
        ? new Finding(Subject.SCOPES, Outcome.GOOD, "the provider's metadata lists " + names)
        : cannotTell(
            Subject.SCOPES,
            "the provider's metadata does not list "
                + String.join(" ", missing)
                + ", although it may leave some scopes out: compare their spelling with the"
                + " documentation");
  }

  static Finding cannotTell(Subject subject, String message) {
    return new Finding(subject, Outcome.CANNOT_TELL, message);
  }
}
