package io.github.mondayauth.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.HttpTransport.Request;
import io.github.mondayauth.oauth.HttpTransport.Response;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Speaks to token and revocation endpoints (RFC 6749 sections 3.2 and 6, RFC 7009). */
final class TokenClient {
  private final Http http;

  TokenClient(Http http) {
    this.http = http;
  }

  /**
   * Exchanges a code.
   *
   * @throws OAuthException if the provider gave no token
   */
  TokenAnswer exchange(Provider provider, String code, URI redirectUri, String verifier) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("grant_type", "authorization_code");
    parameters.put("code", code);
    parameters.put("redirect_uri", redirectUri.toString());
    parameters.put("code_verifier", verifier);
    parameters.putAll(provider.parameters());
    return TokenAnswer.parse(post(provider, provider.tokenEndpoint(), parameters), provider);
  }

  /**
   * Exchanges a refresh token.
   *
   * @throws OAuthException if the provider gave no token
   */
  TokenAnswer refresh(Provider provider, String refreshToken) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("grant_type", "refresh_token");
    parameters.put("refresh_token", refreshToken);
    parameters.putAll(provider.parameters());
    return TokenAnswer.parse(post(provider, provider.tokenEndpoint(), parameters), provider);
  }

  /** Exchanges a legacy token of monday.com for a pair that expires. */
  TokenAnswer migrate(Provider provider, URI endpoint, String legacyToken) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("api_token", legacyToken);
    return TokenAnswer.parse(post(provider, endpoint, parameters), provider);
  }

  /** Revokes a token; false if the provider cannot or did not. */
  boolean revoke(Provider provider, String token, String hint) {
    URI endpoint = provider.revocationEndpoint();
    if (endpoint == null) {
      return false;
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("token", token);
    parameters.put("token_type_hint", hint);
    try {
      return post(provider, endpoint, parameters).status() / 100 == 2;
    } catch (OAuthException e) {
      return false;
    }
  }

  private Response post(Provider provider, URI endpoint, Map<String, String> parameters) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Accept", "application/json");
    headers.put("User-Agent", "monday-auth");
    Secret secret = provider.clientSecret();
    if (secret != null && provider.basic()) {
      // RFC 6749 section 2.3.1: each half is form-encoded before they are joined.
      String pair = encode(provider.clientId()) + ":" + encode(secret.reveal());
      headers.put(
          "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)));
    } else {
      parameters.put("client_id", provider.clientId());
      if (secret != null) {
        parameters.put("client_secret", secret.reveal());
      }
    }
    String type = provider.json() ? "application/json" : "application/x-www-form-urlencoded";
    headers.put("Content-Type", type);
    String body = provider.json() ? Json.write(parameters) : form(parameters);
    return http.send(new Request("POST", endpoint, headers, body));
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
