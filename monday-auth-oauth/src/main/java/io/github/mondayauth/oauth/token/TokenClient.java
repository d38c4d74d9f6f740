package io.github.mondayauth.oauth.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.HttpTransport.Request;
import io.github.mondayauth.oauth.HttpTransport.Response;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.http.GuardedTransport;
import io.github.mondayauth.oauth.http.NoResponseException;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    return exchange(endpoint, code, redirectUri, verifier, null);
  }

  /**
   * Exchanges an authorization code within a time limit.
   *
   * @param verifier the PKCE code verifier (RFC 7636)
   * @param timeout the maximum duration of the request if it is shorter than that of any call, or
   *     null
   * @throws TokenEndpointException if the provider returned no usable token
   */
  public TokenResponse exchange(
      TokenEndpoint endpoint,
      String code,
      URI redirectUri,
      String verifier,
      @Nullable Duration timeout)
      throws TokenEndpointException {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("grant_type", "authorization_code");
    parameters.put("code", code);
    parameters.put("redirect_uri", redirectUri.toString());
    TokenRequestFormat format = endpoint.requests();
    if (format.pkce()) {
      parameters.put("code_verifier", verifier);
    }
    parameters.putAll(format.parameters());
    parameters.putAll(format.codeParameters());
    return request(endpoint, endpoint.uri(), parameters, true, timeout);
  }

  /**
   * Exchanges a refresh token.
   *
   * @throws TokenEndpointException if the provider returned no usable token
   */
  public TokenResponse refresh(TokenEndpoint endpoint, String refreshToken)
      throws TokenEndpointException {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (endpoint.refreshUri().equals(endpoint.uri())) {
      parameters.put("grant_type", "refresh_token");
    }
    parameters.put("refresh_token", refreshToken);
    TokenRequestFormat format = endpoint.requests();
    parameters.putAll(format.parameters());
    return request(endpoint, endpoint.refreshUri(), parameters, false, null);
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
      return request(endpoint, migrateUri, parameters, false, null);
    } catch (TokenEndpointException e) {
      // The legacy token stays valid, so a refusal uses nothing up.
      throw switch (e.reason()) {
        case PROVIDER -> e.unprocessed(Reason.MIGRATION, false);
        case GRANT -> e.unprocessed(Reason.GRANT, true);
        default -> e;
      };
    }
  }

  /** A token to revoke. */
  public enum TokenType {
    ACCESS_TOKEN,
    REFRESH_TOKEN;

    /** The value of {@code token_type_hint} (RFC 7009 section 2.1). */
    private String hint() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What a provider said about the revocation of a token. */
  public enum Revoked {
    /** It confirmed that the token is revoked (RFC 7009 section 2.2). */
    CONFIRMED,
    /** It said that it does not accept this token, which may have ended before. */
    INVALID_TOKEN,
    /** It revokes no tokens, refused, or did not respond. */
    UNCONFIRMED
  }

  /**
   * Revokes a token. Never throws.
   *
   * @param attributes the attributes of its credential, which the provider may want to see
   * @param timeout the maximum duration of the request
   */
  public Revoked revoke(
      TokenEndpoint endpoint,
      TokenType type,
      String token,
      Map<String, String> attributes,
      Duration timeout) {
    Revocation revocation = endpoint.revocation();
    RequestTemplate template = revocation.request();
    if (template != null) {
      Response response = send(endpoint, template, token, attributes, timeout);
      boolean isSuccess =
          response != null
              && template.isSuccess(response, other -> !TokenErrorResponse.isIn(other, endpoint));
      return isSuccess ? Revoked.CONFIRMED : Revoked.UNCONFIRMED;
    }
    URI uri = revocation.endpoint();
    if (uri == null) {
      return Revoked.UNCONFIRMED;
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("token", token);
    parameters.put("token_type_hint", type.hint());
    try {
      Response response = post(endpoint, uri, parameters, timeout);
      if (response.status() / 100 == 2 && !TokenErrorResponse.isIn(response, endpoint)) {
        return Revoked.CONFIRMED;
      }
      String error = TokenErrorResponse.error(TokenResponse.fields(response));
      return error.equals("invalid_token") ? Revoked.INVALID_TOKEN : Revoked.UNCONFIRMED;
    } catch (NoResponseException e) {
      return Revoked.UNCONFIRMED;
    }
  }

  /**
   * Sends a request to the provider's API.
   *
   * @param token the value of the placeholder {@code token}
   * @param attributes the values of other placeholders
   * @param timeout the maximum duration of the request if it is shorter than that of any call, or
   *     null
   * @return the response, or null if there is none, or a placeholder has no value, or one that must
   *     not be sent
   */
  @Nullable Response send(
      TokenEndpoint endpoint,
      RequestTemplate template,
      String token,
      Map<String, String> attributes,
      @Nullable Duration timeout) {
    ClientRegistration client = endpoint.client();
    Secret secret = client.secret();
    Map<String, String> values = new LinkedHashMap<>(attributes);
    values.put(RequestTemplate.TOKEN, token);
    values.put(RequestTemplate.CLIENT_ID, client.id());
    values.put(RequestTemplate.HOST, endpoint.host());
    if (secret != null) {
      values.put(RequestTemplate.CLIENT_SECRET, secret.reveal());
    }
    for (String name : template.placeholdersOfOrigin()) {
      if (!isOrigin(endpoint, name, values.getOrDefault(name, ""))) {
        return null;
      }
    }
    try {
      Request request = template.request(values, secret == null ? "" : basic(client.id(), secret));
      return request == null ? null : transport.send(within(request, timeout));
    } catch (NoResponseException | IllegalArgumentException e) {
      // An address that is malformed once its placeholders are filled in is never requested.
      return null;
    }
  }

  /**
   * Whether a request may go to this value of a placeholder: to the customer's host, or to an
   * address that the server keeps. Checked whenever a request is sent, because an application can
   * replace the attribute.
   */
  private static boolean isOrigin(TokenEndpoint endpoint, String name, String value) {
    TokenResponseFormat format = endpoint.responses();
    return name.equals(RequestTemplate.HOST)
        || (KeptField.hasAddress(format.keptFields(), name)
            && format.refused(Map.of(name, value)).isEmpty());
  }

  private static Request within(Request request, @Nullable Duration timeout) {
    return new Request(request.method(), request.uri(), request.headers(), request.body(), timeout);
  }

  private TokenResponse request(
      TokenEndpoint endpoint,
      URI uri,
      Map<String, String> parameters,
      boolean withCode,
      @Nullable Duration timeout)
      throws TokenEndpointException {
    Response response;
    try {
      response = post(endpoint, uri, parameters, timeout);
    } catch (NoResponseException e) {
      throw new TokenEndpointException(e);
    }
    return TokenResponse.parse(response, endpoint, withCode);
  }

  private Response post(
      TokenEndpoint endpoint, URI uri, Map<String, String> parameters, @Nullable Duration timeout)
      throws NoResponseException {
    TokenRequestFormat format = endpoint.requests();
    // Of those with the same name in any case, the last one is sent.
    Map<String, String> headers = new LinkedHashMap<>(format.headers());
    headers.put("Accept", "application/json");
    headers.put("User-Agent", "monday-auth");
    ClientRegistration client = endpoint.client();
    Secret secret = client.secret();
    if (secret != null && format.clientAuthentication() == ClientAuthentication.BASIC) {
      headers.put("Authorization", "Basic " + basic(client.id(), secret));
    } else {
      parameters.put("client_id", client.id());
      if (secret != null) {
        parameters.put("client_secret", secret.reveal());
      }
    }
    headers.put("Content-Type", format.json() ? "application/json" : Form.TYPE);
    String body = format.json() ? Json.write(parameters) : Form.encode(parameters);
    return transport.send(new Request("POST", uri, headers, body, timeout));
  }

  /** RFC 6749 section 2.3.1: form-encode each part, then join them. */
  private static String basic(String clientId, Secret secret) {
    String pair = Form.encode(clientId) + ":" + Form.encode(secret.reveal());
    return Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }
}
