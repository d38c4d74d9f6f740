package io.github.mondayauth.oauth.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.HttpTransport.Request;
import io.github.mondayauth.oauth.HttpTransport.Response;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.http.GuardedTransport;
import io.github.mondayauth.oauth.http.NoResponseException;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Client of token and revocation endpoints (RFC 6749 sections 4.1.3 and 6, RFC 7009). */
public final class TokenClient {
  private final GuardedTransport transport;

  /** Creates a client that sends its requests through this transport. */
  public TokenClient(GuardedTransport transport) {
    this.transport = transport;
  }

  /**
   * Exchanges an authorization code.
   *
   * @param verifier the PKCE code verifier (RFC 7636)
   * @throws TokenEndpointException if the provider returned no usable token
   */
  public TokenResponse exchange(
      TokenEndpoint endpoint, String code, URI redirectUri, String verifier)
      throws TokenEndpointException {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("grant_type", "authorization_code");
    parameters.put("code", code);
    parameters.put("redirect_uri", redirectUri.toString());
    parameters.put("code_verifier", verifier);
    parameters.putAll(endpoint.parameters());
    return request(endpoint, endpoint.uri(), parameters);
  }

  /**
   * Exchanges a refresh token.
   *
   * @throws TokenEndpointException if the provider returned no usable token
   */
  public TokenResponse refresh(TokenEndpoint endpoint, String refreshToken)
      throws TokenEndpointException {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("grant_type", "refresh_token");
    parameters.put("refresh_token", refreshToken);
    parameters.putAll(endpoint.parameters());
    return request(endpoint, endpoint.uri(), parameters);
  }

  /**
   * Exchanges a legacy token of monday.com for an access token that expires and a refresh token.
   *
   * @throws TokenEndpointException with {@code MIGRATION} if monday.com refuses to, and otherwise
   *     as {@link #refresh}
   */
  public TokenResponse migrate(TokenEndpoint endpoint, URI migrateUri, String legacyToken)
      throws TokenEndpointException {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("api_token", legacyToken);
    try {
      return request(endpoint, migrateUri, parameters);
    } catch (TokenEndpointException e) {
      // The legacy token stays valid, so a refusal uses nothing up.
      throw switch (e.reason()) {
        case PROVIDER ->
            new TokenEndpointException(
                Reason.MIGRATION, e.getMessage(), false, false, e.retryAfter());
        case GRANT ->
            new TokenEndpointException(Reason.GRANT, e.getMessage(), false, true, e.retryAfter());
        default -> e;
      };
    }
  }

  /**
   * Revokes a token. Never throws.
   *
   * @param hint the token type: {@code access_token} or {@code refresh_token}
   * @return false if the provider has no revocation endpoint or did not confirm the revocation
   */
  public boolean revoke(TokenEndpoint endpoint, String token, String hint) {
    URI uri = endpoint.revocationUri();
    if (uri == null) {
      return false;
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("token", token);
    parameters.put("token_type_hint", hint);
    try {
      return post(endpoint, uri, parameters).status() / 100 == 2;
    } catch (NoResponseException e) {
      return false;
    }
  }

  private TokenResponse request(TokenEndpoint endpoint, URI uri, Map<String, String> parameters)
      throws TokenEndpointException {
    Response response;
    try {
      response = post(endpoint, uri, parameters);
    } catch (NoResponseException e) {
      throw new TokenEndpointException(e.reason(), e.getMessage(), e.mayHaveBeenProcessed());
    }
    return TokenResponse.parse(response, endpoint);
  }

  private Response post(TokenEndpoint endpoint, URI uri, Map<String, String> parameters)
      throws NoResponseException {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Accept", "application/json");
    headers.put("User-Agent", "monday-auth");
    Secret secret = endpoint.clientSecret();
    if (secret != null && endpoint.clientAuthentication() == ClientAuthentication.BASIC) {
      // RFC 6749 section 2.3.1: form-encode each part, then join them.
      String pair = encode(endpoint.clientId()) + ":" + encode(secret.reveal());
      headers.put(
          "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)));
    } else {
      parameters.put("client_id", endpoint.clientId());
      if (secret != null) {
        parameters.put("client_secret", secret.reveal());
      }
    }
    String type = endpoint.json() ? "application/json" : "application/x-www-form-urlencoded";
    headers.put("Content-Type", type);
    String body = endpoint.json() ? Json.write(parameters) : form(parameters);
    return transport.send(new Request("POST", uri, headers, body));
  }

  private static String form(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
