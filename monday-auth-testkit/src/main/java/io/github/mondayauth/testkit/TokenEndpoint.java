package io.github.mondayauth.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Token requests (RFC 6749), and the client authentication that revocation requests share. */
final class TokenEndpoint {
  /** How a client authenticates. */
  enum Authentication {
    POST,
    BASIC,
    NONE
  }

  private record Client(String id, @Nullable String secret) {}

  private final GrantStore grants;
  private final Authentication authentication;
  private final String clientId;
  private final String clientSecret;

  TokenEndpoint(GrantStore grants, Authentication authentication, String id, String secret) {
    this.grants = grants;
    this.authentication = authentication;
    this.clientId = id;
    this.clientSecret = secret;
  }

  /** Formats issued tokens as a server's token response. */
  interface ResponseFormat {
    Map<String, Object> response(GrantStore.IssuedTokens issued);
  }

  FakeResponse token(ReceivedRequest request, ResponseFormat format) {
    Map<String, String> form = request.parameters();
    FakeResponse unauthenticated = authenticate(request, form);
    if (unauthenticated != null) {
      return unauthenticated;
    }
    return respond(() -> issue(form), format);
  }

  /** A refresh at a separate endpoint, whose requests have no {@code grant_type}. */
  FakeResponse refresh(ReceivedRequest request, ResponseFormat format) {
    Map<String, String> form = request.parameters();
    FakeResponse unauthenticated = authenticate(request, form);
    if (unauthenticated != null) {
      return unauthenticated;
    }
    if (form.containsKey("grant_type")) {
      return FakeResponse.error(400, "invalid_request", "Unknown parameter grant_type");
    }
    return respond(() -> grants.refresh(required(form, "refresh_token")), format);
  }

  /** Issues tokens, or refuses to. */
  private interface Issue {
    GrantStore.IssuedTokens tokens() throws GrantStore.TokenErrorException;
  }

  private static FakeResponse respond(Issue issue, ResponseFormat format) {
    try {
      return FakeResponse.json(200, format.response(issue.tokens()));
    } catch (GrantStore.TokenErrorException e) {
      return FakeResponse.error(400, e.code, String.valueOf(e.getMessage()));
    }
  }

  private GrantStore.IssuedTokens issue(Map<String, String> form)
      throws GrantStore.TokenErrorException {
    String type = form.getOrDefault("grant_type", "");
    return switch (type) {
      case "authorization_code" ->
          grants.redeem(
              required(form, "code"),
              clientId,
              form.get("redirect_uri"),
              form.get("code_verifier"));
      case "refresh_token" -> grants.refresh(required(form, "refresh_token"));
      default ->
          throw new GrantStore.TokenErrorException(
              "unsupported_grant_type", "Expected authorization_code or refresh_token");
    };
  }

  static String required(Map<String, String> form, String name)
      throws GrantStore.TokenErrorException {
    String value = form.get(name);
    if (value == null || value.isEmpty()) {
      throw new GrantStore.TokenErrorException("invalid_request", "Missing " + name + " param");
    }
    return value;
  }

  /** Returns an error response, or null if the client authenticated in the expected way. */
  @Nullable FakeResponse authenticate(ReceivedRequest request, Map<String, String> form) {
    Client client = client(request, form);
    boolean known =
        client != null
            && client.id().equals(clientId)
            && (authentication == Authentication.NONE
                ? client.secret() == null
                : clientSecret.equals(client.secret()));
    return known
        ? null
        : FakeResponse.error(
                401,
                "invalid_client",
                "The client credentials are wrong, or sent by another authentication method")
            .withHeader("WWW-Authenticate", "Basic realm=\"token\"");
  }

  private @Nullable Client client(ReceivedRequest request, Map<String, String> form) {
    String header = request.header("Authorization");
    if ((header != null) != (authentication == Authentication.BASIC)) {
      return null;
    }
    if (header == null) {
      return new Client(form.getOrDefault("client_id", ""), form.get("client_secret"));
    }
    if (!header.startsWith("Basic ")) {
      return null;
    }
    String[] pair =
        new String(Base64.getDecoder().decode(header.substring(6)), UTF_8).split(":", -1);
    return pair.length != 2
        ? null
        : new Client(URLDecoder.decode(pair[0], UTF_8), URLDecoder.decode(pair[1], UTF_8));
  }
}
