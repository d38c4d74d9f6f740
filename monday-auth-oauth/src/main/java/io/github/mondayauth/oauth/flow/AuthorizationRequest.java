package io.github.mondayauth.oauth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The address of a consent screen: an authorization request (RFC 6749 section 4.1.1, RFC 7636). */
final class ConsentAddress {
  private static final String MONDAY_SUFFIX = ".monday.com";

  private ConsentAddress() {}

  static URI of(Setup setup, Connector connector, Flow flow, String state, String verifier) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("response_type", "code");
    parameters.put("redirect_uri", setup.callbackUri(connector.name()).toString());
    parameters.put("state", state);
    parameters.put("code_challenge", challenge(verifier));
    parameters.put("code_challenge_method", "S256");
    URI endpoint =
        connector instanceof MondayConnector monday
            ? ofMonday(setup, monday, flow, parameters)
            : ofService((OAuthConnector) connector, flow, parameters);
    String query =
        parameters.entrySet().stream()
            .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
            .collect(Collectors.joining("&"));
    return URI.create(endpoint + (endpoint.getRawQuery() == null ? "?" : "&") + query);
  }

  private static URI ofMonday(
      Setup setup, MondayConnector monday, Flow flow, Map<String, String> parameters) {
    parameters.put("client_id", setup.settings().clientId());
    if (!monday.scopes().isEmpty()) {
      parameters.put("scope", String.join(" ", monday.scopes()));
    }
    Long appVersion = monday.appVersion();
    if (appVersion != null) {
      parameters.put("app_version_id", appVersion.toString());
    }
    if (monday.installs()) {
      parameters.put("force_install_if_needed", "true");
    }
    URI endpoint = setup.hosts().authorizeUri();
    String slug = slug(flow.origin().backToUrl());
    if (slug.isEmpty()) {
      return endpoint;
    }
    if (monday.accountHint() == MondayConnector.AccountHint.FORCED) {
      parameters.put("subdomain", slug);
    }
    return monday.accountHint() == MondayConnector.AccountHint.PREFERRED
        ? URI.create("https://" + slug + MONDAY_SUFFIX + endpoint.getPath())
        : endpoint;
  }

  private static URI ofService(OAuthConnector oauth, Flow flow, Map<String, String> parameters) {
    parameters.put("client_id", oauth.clientId());
    if (!oauth.wishes().scopes().isEmpty()) {
      String separator = oauth.server().habits().scopeSeparator();
      parameters.put("scope", String.join(separator, oauth.wishes().scopes()));
    }
    parameters.putAll(oauth.wishes().authorizeParameters());
    return oauth.server().authorizationEndpoint(flow.host());
  }

  /** The account's part of its address, or nothing where {@code backToUrl} has none. */
  private static String slug(URI backToUrl) {
    String host = String.valueOf(backToUrl.getHost());
    if (!host.endsWith(MONDAY_SUFFIX)) {
      return "";
    }
    String slug = host.substring(0, host.length() - MONDAY_SUFFIX.length());
    boolean account = slug.matches("[a-z0-9][a-z0-9-]{0,62}");
    return account && !slug.equals("auth") && !slug.equals("www") ? slug : "";
  }

  private static String challenge(String verifier) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return FlowKeys.base64(sha256.digest(verifier.getBytes(US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }
}
