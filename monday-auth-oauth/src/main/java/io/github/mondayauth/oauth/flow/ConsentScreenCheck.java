package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.oauth.HttpTransport.Request;
import io.github.mondayauth.oauth.HttpTransport.Response;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.connector.ConsentSpec;
import io.github.mondayauth.oauth.flow.CheckReport.Finding;
import io.github.mondayauth.oauth.flow.CheckReport.Outcome;
import io.github.mondayauth.oauth.flow.CheckReport.Subject;
import io.github.mondayauth.oauth.http.GuardedTransport;
import io.github.mondayauth.oauth.http.NoResponseException;
import io.github.mondayauth.oauth.token.Json;
import io.github.mondayauth.oauth.token.TokenErrorResponse;
import io.github.mondayauth.oauth.web.QueryParameters;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks what the authorization endpoint says to an authorization request without a user: that it
 * is there, and whether it knows the redirect URIs. The requests carry no cookie and follow no
 * redirect, so that nobody is asked for consent.
 *
 * <p>Most servers send everybody to a login page first. So a request with a redirect URI that
 * nobody can have registered is sent too: only a different response to it says something about the
 * right one.
 */
final class ConsentScreenCheck {
  /** A host of a reserved domain (RFC 2606), which no registration contains. */
  private static final URI UNREGISTERED = URI.create("https://unregistered.invalid/callback");

  /** The address does not lead to an authorization endpoint. */
  private static final Set<Integer> NOT_FOUND = Set.of(404, 405, 410, 501);

  /** The server knows the client, and does not let it send such a request. */
  private static final Set<String> CLIENT =
      Set.of("invalid_client", "unauthorized_client", "unsupported_response_type");

  private static final String INVALID_SCOPE = "invalid_scope";

  private static final Pattern REDIRECT_URI = Pattern.compile("redirect.?ur[il]");

  private final GuardedTransport transport;

  ConsentScreenCheck(GuardedTransport transport) {
    this.transport = transport;
  }

  /**
   * What was found.
   *
   * @param findings one about the endpoint, and one about each redirect URI
   * @param refusesScopes whether the server named the scopes as the error
   */
  record Result(List<Finding> findings, boolean refusesScopes) {}

  /**
   * The part of a response that is the same each time.
   *
   * @param status the status
   * @param target where it redirects, as the server writes it and without a query, or empty
   * @param isBack whether that is the redirect URI
   * @param error the error code, or empty
   * @param namesRedirectUri whether an error message mentions the redirect URI
   */
  private record Screen(
      int status, String target, boolean isBack, String error, boolean namesRedirectUri) {
    boolean isRefusal() {
      return status / 100 == 4;
    }

    boolean isUnavailable() {
      return status / 100 == 5 || status == 429;
    }
  }

  /** Either a response, or why there is none. */
  private record Attempt(@Nullable Screen screen, String failure) {}

  Result check(ConsentSpec consent, List<URI> redirectUris, TimeLimit limit) {
    List<Finding> findings = new ArrayList<>();
    boolean refusesScopes = false;
    Attempt control = null;
    for (URI redirectUri : redirectUris) {
      Attempt attempt = request(consent, redirectUri, limit);
      if (findings.isEmpty()) {
        findings.add(endpoint(consent, attempt));
      }
      Screen screen = attempt.screen();
      if (screen == null || screen.isUnavailable() || NOT_FOUND.contains(screen.status())) {
        findings.add(
            ConfigurationCheck.cannotTell(Subject.REDIRECT_URI, toCompare(redirectUri, "")));
        continue;
      }
      refusesScopes |= screen.error().equals(INVALID_SCOPE);
      if (control == null && !screen.isBack()) {
        control = request(consent, UNREGISTERED, limit);
      }
      Screen unregistered = control == null ? null : control.screen();
      findings.add(redirectUri(consent, redirectUri, screen, unregistered, limit));
    }
    return new Result(findings, refusesScopes);
  }

  private static Finding endpoint(ConsentSpec consent, Attempt attempt) {
    Screen screen = attempt.screen();
    if (screen == null) {
      return ConfigurationCheck.cannotTell(
          Subject.AUTHORIZATION_ENDPOINT,
          attempt.failure() + ": check the address of the authorization endpoint and the network");
    }
    String host = consent.authorizationEndpoint("", UNREGISTERED).getHost();
    String found =
        host
            + " responded with "
            + screen.status()
            + (screen.error().isEmpty() ? "" : " " + screen.error());
    if (NOT_FOUND.contains(screen.status())) {
      return new Finding(
          Subject.AUTHORIZATION_ENDPOINT,
          Outcome.BAD,
          found + ": compare the address of the authorization endpoint with the documentation");
    }
    if (CLIENT.contains(screen.error())) {
      return new Finding(
          Subject.AUTHORIZATION_ENDPOINT,
          Outcome.BAD,
          found + ": compare the client id, and what it may request, with the provider's settings");
    }
    return screen.isUnavailable()
        ? ConfigurationCheck.cannotTell(
            Subject.AUTHORIZATION_ENDPOINT, found + ": check again later")
        : new Finding(Subject.AUTHORIZATION_ENDPOINT, Outcome.GOOD, found);
  }

  /** Compares the responses to a configured redirect URI and to one that nobody registered. */
  private Finding redirectUri(
      ConsentSpec consent,
      URI redirectUri,
      Screen screen,
      @Nullable Screen unregistered,
      TimeLimit limit) {
    if (screen.isBack()) {
      return new Finding(
          Subject.REDIRECT_URI, Outcome.GOOD, "the provider redirects to " + redirectUri);
    }
    if (unregistered == null || unregistered.isUnavailable()) {
      return ConfigurationCheck.cannotTell(Subject.REDIRECT_URI, toCompare(redirectUri, ""));
    }
    boolean isSame =
        screen.status() == unregistered.status() && screen.target().equals(unregistered.target());
    boolean concernsOthers =
        CLIENT.contains(screen.error()) || screen.error().equals(INVALID_SCOPE);
    if (isSame && screen.isRefusal() && screen.namesRedirectUri() && !concernsOthers) {
      return new Finding(
          Subject.REDIRECT_URI,
          Outcome.BAD,
          "the provider refuses "
              + redirectUri
              + " like a redirect URI that nobody registered: register it, letter by letter");
    }
    if (!isSame && !screen.isRefusal() && isRepeated(consent, redirectUri, screen, limit)) {
      return new Finding(
          Subject.REDIRECT_URI,
          Outcome.GOOD,
          "the provider accepts " + redirectUri + " and refuses one that nobody registered");
    }
    return ConfigurationCheck.cannotTell(
        Subject.REDIRECT_URI,
        toCompare(redirectUri, "the provider responds alike to one that nobody registered: "));
  }

  /**
   * Whether the difference is one. Statuses do not differ by chance, but a login page may have
   * another address each time.
   */
  private boolean isRepeated(ConsentSpec consent, URI redirectUri, Screen screen, TimeLimit limit) {
    Screen again = request(consent, redirectUri, limit).screen();
    return screen.equals(again);
  }

  private static String toCompare(URI redirectUri, String reason) {
    return reason
        + "compare "
        + redirectUri
        + " letter by letter with what is registered, or connect once";
  }

  private Attempt request(ConsentSpec consent, URI redirectUri, TimeLimit limit) {
    if (limit.isUp()) {
      return new Attempt(null, ConfigurationCheck.TIME_IS_UP);
    }
    URI address =
        AuthorizationRequest.uri(
            consent, "", UNREGISTERED, redirectUri, ClientCheck.random(), ClientCheck.random());
    Map<String, String> headers = Map.of("Accept", "text/html", "User-Agent", "monday-auth");
    try {
      Response response = transport.send(new Request("GET", address, headers, "", limit.left()));
      return new Attempt(screen(response, redirectUri), "");
    } catch (NoResponseException e) {
      return e.reason() == Reason.PROVIDER
          ? new Attempt(new Screen(200, "", false, "", false), "")
          : new Attempt(null, e.getMessage());
    }
  }

  private static Screen screen(Response response, URI redirectUri) {
    String location =
        response.status() / 100 == 3 ? response.headers().getOrDefault("Location", "") : "";
    String target = location.replaceFirst("[?#].*", "");
    boolean isBack = target.equals(redirectUri.toString());
    String error =
        location.isEmpty()
            ? Json.object(response.body()).path("error").asText("")
            : error(location.substring(target.length()));
    String text = (response.body() + location).toLowerCase(Locale.ROOT);
    return new Screen(
        response.status(),
        target,
        isBack,
        TokenErrorResponse.code(error),
        REDIRECT_URI.matcher(text).find());
  }

  /** The parameter {@code error} of a query or fragment, or empty. */
  private static String error(String parameters) {
    try {
      return QueryParameters.parse(parameters.replaceFirst("^[?#]", "").replaceFirst("#.*", ""))
          .value("error");
    } catch (OAuthException malformed) {
      return "";
    }
  }
}
