package io.github.mondayauth.oauth.connector;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mondayauth.oauth.HttpTransport.Request;
import io.github.mondayauth.oauth.HttpTransport.Response;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.http.GuardedTransport;
import io.github.mondayauth.oauth.http.NoResponseException;
import io.github.mondayauth.oauth.token.ClientAuthentication;
import io.github.mondayauth.oauth.token.Json;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the metadata document of an authorization server (RFC 8414, OpenID Connect Discovery 1.0).
 */
public final class ServerMetadata {
  private final GuardedTransport transport;

  /** Creates a reader that sends its requests through this transport. */
  public ServerMetadata(GuardedTransport transport) {
    this.transport = transport;
  }

  /**
   * A document that was checked.
   *
   * @param server the server that it describes
   * @param scopes the scopes in {@code scopes_supported}, or empty if there is no such list. RFC
   *     8414 allows a server to leave some out
   */
  public record Document(AuthorizationServer server, Set<String> scopes) {
    /** Copies the set. */
    public Document {
      scopes = Set.copyOf(scopes);
    }
  }

  /**
   * Fetches the document and checks it.
   *
   * @throws OAuthException with {@code UNAVAILABLE}, {@code ISSUER} or {@code PROVIDER}
   * @throws IllegalArgumentException if the issuer is malformed
   */
  public AuthorizationServer discover(URI issuer) {
    return read(issuer, null).server();
  }

  /**
   * Fetches the document within a time limit and checks it.
   *
   * @param timeout the maximum duration of each of at most two requests if it is shorter than that
   *     of any call, or null
   * @throws OAuthException with {@code UNAVAILABLE}, {@code ISSUER} or {@code PROVIDER}
   * @throws IllegalArgumentException if the issuer is malformed
   */
  public Document read(URI issuer, @Nullable Duration timeout) {
    checkIssuer(issuer);
    String identifier = issuer.toString();
    JsonNode document = document(issuer, timeout);
    String found = document.path("issuer").asText("");
    if (!found.equals(identifier)) {
      throw new OAuthException(
          Reason.ISSUER,
          "the metadata of "
              + identifier
              + ": expected this issuer, found "
              + (found.isEmpty() ? "none" : "another")
              + ". Use the identifier that the provider documents, character by character");
    }
    require(identifier, document, "response_types_supported", "code", List.of());
    require(
        identifier,
        document,
        "grant_types_supported",
        "authorization_code",
        List.of("authorization_code", "implicit"));
    require(identifier, document, "code_challenge_methods_supported", "S256", List.of());
    AuthorizationServer server =
        AuthorizationServer.of(
                endpoint(identifier, document, "authorization_endpoint"),
                endpoint(identifier, document, "token_endpoint"))
            .withIssuer(identifier);
    if (document.path("authorization_response_iss_parameter_supported").asBoolean()) {
      server = server.withIssuerRequired();
    }
    if (document.hasNonNull("revocation_endpoint")) {
      server = server.withRevocationEndpoint(endpoint(identifier, document, "revocation_endpoint"));
    }
    server = server.withClientAuthentication(clientAuthentication(identifier, document));
    Set<String> scopes = new HashSet<>();
    document.path("scopes_supported").forEach(scope -> scopes.add(scope.asText()));
    return new Document(server, scopes);
  }

  private void checkIssuer(URI issuer) {
    transport.check(issuer);
    if (issuer.getHost() == null
        || issuer.getRawQuery() != null
        || issuer.getRawFragment() != null
        || issuer.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "an issuer identifier: expected an https address without user, query and fragment, found"
              + " "
              + issuer);
    }
  }

  /**
   * The document where RFC 8414 section 3.1 places it, or else where OpenID Connect Discovery does.
   */
  private JsonNode document(URI issuer, @Nullable Duration timeout) {
    String path = issuer.getRawPath().replaceFirst("/$", "");
    URI oauth = issuer.resolve("/.well-known/oauth-authorization-server" + path);
    URI openId = issuer.resolve(path + "/.well-known/openid-configuration");
    JsonNode document = fetch(oauth, timeout);
    document = document == null ? fetch(openId, timeout) : document;
    if (document == null) {
      throw new OAuthException(
          Reason.PROVIDER,
          "the metadata of "
              + issuer
              + ": expected a document at "
              + oauth
              + " or "
              + openId
              + ", found neither");
    }
    return document;
  }

  /** The document, or null if the server has none at this address. */
  private @Nullable JsonNode fetch(URI address, @Nullable Duration timeout) {
    Map<String, String> headers = Map.of("Accept", "application/json", "User-Agent", "monday-auth");
    Response response;
    try {
      response = transport.send(new Request("GET", address, headers, "", timeout));
    } catch (NoResponseException e) {
      throw new OAuthException(e.reason(), e.getMessage());
    }
    int status = response.status();
    if (status == 200) {
      JsonNode document = Json.object(response.body());
      return document.isEmpty() ? null : document;
    }
    if (status / 100 == 5 || status == 429) {
      throw new OAuthException(Reason.UNAVAILABLE, address.getHost() + " responded with " + status);
    }
    return null;
  }

  /** Requires an element of a list, or of the default that counts if the document has no list. */
  private static void require(
      String issuer, JsonNode document, String field, String value, List<String> byDefault) {
    JsonNode list = document.path(field);
    boolean isListed = list.isMissingNode() && byDefault.contains(value);
    for (JsonNode element : list) {
      isListed |= value.equals(element.asText());
    }
    if (!isListed) {
      throw new OAuthException(
          Reason.PROVIDER,
          "the metadata of "
              + issuer
              + ": expected "
              + value
              + " in "
              + field
              + ", found none. If the provider supports it all the same, describe it with"
              + " OAuthServer.of");
    }
  }

  private URI endpoint(String issuer, JsonNode document, String field) {
    String text = document.path(field).asText("");
    try {
      URI endpoint = URI.create(text);
      transport.check(endpoint);
      if (endpoint.getHost() != null
          && endpoint.getRawFragment() == null
          && endpoint.getRawUserInfo() == null) {
        return endpoint;
      }
    } catch (IllegalArgumentException malformed) {
      // Reported below.
    }
    throw new OAuthException(
        Reason.PROVIDER,
        "the metadata of "
            + issuer
            + ": expected an https address without user and fragment in "
            + field
            + ", found "
            + (text.isEmpty() ? "none" : "another value"));
  }

  /** In the body if the server allows that, otherwise in the header, which is the default. */
  private static ClientAuthentication clientAuthentication(String issuer, JsonNode document) {
    Set<String> methods = new HashSet<>();
    document
        .path("token_endpoint_auth_methods_supported")
        .forEach(method -> methods.add(method.asText()));
    if (methods.contains("client_secret_post")) {
      return ClientAuthentication.POST;
    }
    if (methods.isEmpty() || methods.contains("client_secret_basic")) {
      return ClientAuthentication.BASIC;
    }
    if (methods.contains("none")) {
      return ClientAuthentication.POST;
    }
    throw new OAuthException(
        Reason.PROVIDER,
        "the metadata of "
            + issuer
            + ": expected client_secret_post, client_secret_basic or none in"
            + " token_endpoint_auth_methods_supported, found none of them");
  }
}
