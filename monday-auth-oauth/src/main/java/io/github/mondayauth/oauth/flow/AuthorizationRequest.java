package io.github.mondayauth.oauth.flow;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.internal.Base64Url;
import io.github.mondayauth.internal.Sha256;
import io.github.mondayauth.oauth.connector.ConsentSpec;
import java.net.URI;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An authorization request (RFC 6749 section 4.1.1), with PKCE (RFC 7636) unless the connector
 * leaves it out.
 */
final class AuthorizationRequest {
  private AuthorizationRequest() {}

  /**
   * The URI of the consent screen.
   *
   * @param host the customer's host, or empty if the service has one host
   * @param backToUrl the user's final destination, which names the monday.com account
   * @param state the sealed state
   * @param verifier the PKCE code verifier
   */
  static URI uri(
      ConsentSpec consent,
      String host,
      URI backToUrl,
      URI redirectUri,
      String state,
      String verifier) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("response_type", "code");
    parameters.put("redirect_uri", redirectUri.toString());
    parameters.put("state", state);
    if (consent.usesPkce()) {
      parameters.put("code_challenge", Base64Url.encode(Sha256.of(verifier.getBytes(US_ASCII))));
      parameters.put("code_challenge_method", "S256");
    }
    parameters.putAll(consent.authorizationParameters(host, backToUrl));
    String query =
        parameters.entrySet().stream()
            .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
            .collect(Collectors.joining("&"));
    URI endpoint = consent.authorizationEndpoint(host, backToUrl);
    return URI.create(endpoint + (endpoint.getRawQuery() == null ? "?" : "&") + query);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }
}
