package io.github.mondayauth.spring;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.Owner;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Credential;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Attaches a user's credential to the calls of a {@code RestClient}. If the service refuses it with
 * status 401, renews it and repeats the call once. It is an immutable description.
 *
 * <pre>{@code
 * RestClient gitHub =
 *     RestClient.builder()
 *         .baseUrl("https://api.github.com")
 *         .requestInterceptor(
 *             CredentialInterceptor.forOrigin(
 *                 connections, "github", URI.create("https://api.github.com")))
 *         .build();
 *
 * gitHub.get().uri("/user").attributes(CredentialInterceptor.owner(claims.user())).retrieve();
 * }</pre>
 *
 * <p>Add it as the last interceptor: Spring Boot 3.5 does not call the later ones again when the
 * call is repeated.
 *
 * <p>A credential goes to its service only: a call to another address fails before it is sent.
 * Redirects are followed below the interceptor, so let the client follow none, or none to other
 * hosts. Safe for use by several threads.
 */
public final class CredentialInterceptor implements ClientHttpRequestInterceptor {
  /** The addresses to which plain http is allowed. */
  private static final List<String> LOCAL =
      Arrays.asList(
          "localhost", "127.0.0.1", "[::1]"); // not List.of, whose contains throws for null

  private static final String OWNER = CredentialInterceptor.class.getName() + ".owner";

  private final Connections connections;
  private final String connection;
  private final BiPredicate<Credential, URI> addressee;
  private final BiConsumer<HttpHeaders, Credential> header;

  private CredentialInterceptor(
      Connections connections,
      String connection,
      BiPredicate<Credential, URI> addressee,
      BiConsumer<HttpHeaders, Credential> header) {
    this.connections = requireNonNull(connections);
    this.connection = requireNonNull(connection);
    this.addressee = addressee;
    this.header = header;
  }

  /**
   * An interceptor for a service with one API. It sends credentials as {@code Authorization:
   * Bearer}.
   *
   * @param connections returns the credentials
   * @param connection the name of the service's connection
   * @param origin the scheme, host and port of the API; the rest is not used
   * @return the interceptor
   * @throws IllegalArgumentException if the origin has no host, or does not use https; plain http
   *     is allowed to this machine only, for tests
   */
  public static CredentialInterceptor forOrigin(
      Connections connections, String connection, URI origin) {
    boolean isSafe =
        "https".equalsIgnoreCase(origin.getScheme())
            || ("http".equalsIgnoreCase(origin.getScheme()) && LOCAL.contains(origin.getHost()));
    if (origin.getHost() == null || !isSafe) {
      throw new IllegalArgumentException(
          "origin: expected https and a host, found scheme "
              + origin.getScheme()
              + " and host "
              + origin.getHost());
    }
    return new CredentialInterceptor(
        connections,
        connection,
        (credential, uri) -> isSameOrigin(uri, origin),
        CredentialInterceptor::bearer);
  }

  /**
   * An interceptor for a service that has one host for each customer, as with {@code
   * OAuthServer.perHost}: a credential goes to https at the host in its attribute {@code host}. It
   * is sent as {@code Authorization: Bearer}.
   *
   * @param connections returns the credentials
   * @param connection the name of the service's connection
   * @return the interceptor
   */
  public static CredentialInterceptor forCustomerHost(Connections connections, String connection) {
    return new CredentialInterceptor(
        connections,
        connection,
        (credential, uri) ->
            "https".equalsIgnoreCase(uri.getScheme())
                && uri.getAuthority() != null
                && uri.getAuthority().equalsIgnoreCase(credential.attributes().get("host")),
        CredentialInterceptor::bearer);
  }

  /**
   * The same interceptor with another way to send a credential, such as an API key in a header of
   * the service's own.
   *
   * @param setter sets the headers of a call from a credential; it replaces them, since it is
   *     called again when the call is repeated
   * @return a new interceptor
   */
  public CredentialInterceptor header(BiConsumer<HttpHeaders, Credential> setter) {
    return new CredentialInterceptor(connections, connection, addressee, requireNonNull(setter));
  }

  /**
   * Names the owner of the credential of one call: {@code
   * client.get().attributes(CredentialInterceptor.owner(user))}.
   *
   * @param owner the user or account
   * @return a setter of the call's attributes
   */
  public static Consumer<Map<String, Object>> owner(Owner owner) {
    requireNonNull(owner);
    return attributes -> attributes.put(OWNER, owner);
  }

  /**
   * Sends a call with the credential of its owner.
   *
   * @throws IllegalStateException if the call has no owner, or goes to another address than the
   *     credential's service
   * @throws io.github.mondayauth.oauth.NotConnectedException if the user has to connect
   * @throws io.github.mondayauth.oauth.OAuthException as {@link Connections#credential} and {@link
   *     Connections#renew} do
   */
  @Override
  public ClientHttpResponse intercept(
      HttpRequest request, byte[] body, ClientHttpRequestExecution execution) throws IOException {
    if (!(request.getAttributes().get(OWNER) instanceof Owner owner)) {
      throw new IllegalStateException(
          connection
              + ": expected the owner of the credential, found none. Add"
              + " .attributes(CredentialInterceptor.owner(user)) to the call");
    }
    Credential credential = connections.credential(owner, connection);
    attach(credential, request);
    ClientHttpResponse response = execution.execute(request, body);
    if (response.getStatusCode().value() != HttpStatus.UNAUTHORIZED.value()) {
      return response;
    }
    response.close();
    attach(connections.renew(credential), request);
    return execution.execute(request, body);
  }

  private void attach(Credential credential, HttpRequest request) {
    if (!addressee.test(credential, request.getURI())) {
      throw new IllegalStateException(
          connection
              + ": expected a call to the address of its service, found one to "
              + request.getURI().getHost()
              + ". Use a client without this interceptor for other addresses");
    }
    header.accept(request.getHeaders(), credential);
  }

  private static void bearer(HttpHeaders headers, Credential credential) {
    headers.setBearerAuth(credential.secret().reveal());
  }

  private static boolean isSameOrigin(URI uri, URI origin) {
    return origin.getScheme().equalsIgnoreCase(uri.getScheme())
        && origin.getHost().equalsIgnoreCase(uri.getHost())
        && port(origin) == port(uri)
        && Objects.isNull(uri.getRawUserInfo());
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }
}
