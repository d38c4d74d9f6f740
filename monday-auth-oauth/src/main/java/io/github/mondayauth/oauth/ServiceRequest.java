package io.github.mondayauth.oauth;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.oauth.token.FieldPath;
import io.github.mondayauth.oauth.token.RequestTemplate;
import io.github.mondayauth.oauth.token.RequestTemplate.Authorization;

/**
 * A request to a service's API that the library sends itself: to revoke a token, or to look up who
 * connected. Its address, headers and body may contain placeholders: <code>{token}</code> for the
 * access token or the token to revoke, <code>{client_id}</code>, <code>{host}</code> for the
 * customer's host, <code>{region}</code> for what {@link OAuthServer#region} sets, and <code>{name}
 * </code> for the attribute of this name. Headers and body may also contain <code>{client_secret}
 * </code>. The request is not sent if a value is unknown, if a value in its path consists of dots
 * only, or if a header contains a character other than printable ASCII.
 *
 * <p>A request has the header {@code Authorization: Bearer} with the token, unless a method says
 * otherwise. Immutable and safe for use by several threads. Each option method returns a new
 * request.
 */
public final class ServiceRequest {
  private final RequestTemplate template;

  private ServiceRequest(RequestTemplate template) {
    this.template = template;
  }

  /**
   * A {@code GET} request.
   *
   * @param address the address, starting with {@code https://} and a host, or with the placeholder
   *     of an address that the server {@link OAuthServer#keepAddress keeps}
   * @return a request
   * @throws IllegalArgumentException if the address is malformed or contains the client secret
   */
  public static ServiceRequest get(String address) {
    return new ServiceRequest(RequestTemplate.of("GET", address));
  }

  /**
   * A {@code POST} request, without a body unless {@link #form} or {@link #json} adds one.
   *
   * @param address the address, as for {@link #get}
   * @return a request
   * @throws IllegalArgumentException if the address is malformed or contains the client secret
   */
  public static ServiceRequest post(String address) {
    return new ServiceRequest(RequestTemplate.of("POST", address));
  }

  /**
   * A {@code DELETE} request, without a body unless {@link #form} or {@link #json} adds one.
   *
   * @param address the address, as for {@link #get}
   * @return a request
   * @throws IllegalArgumentException if the address is malformed or contains the client secret
   */
  public static ServiceRequest delete(String address) {
    return new ServiceRequest(RequestTemplate.of("DELETE", address));
  }

  /**
   * Sends client id and client secret in the header {@code Authorization}, form-encoded as RFC 6749
   * section 2.3.1 describes.
   *
   * @return a new request
   */
  public ServiceRequest clientSecretBasic() {
    return new ServiceRequest(template.withAuthorization(Authorization.CLIENT));
  }

  /**
   * Sends no header {@code Authorization}.
   *
   * @return a new request
   */
  public ServiceRequest withoutAuthorization() {
    return new ServiceRequest(template.withAuthorization(Authorization.NONE));
  }

  /**
   * Adds a header, or replaces one with the same name, ignoring case.
   *
   * @param name the header's name
   * @param value its value
   * @return a new request
   * @throws IllegalArgumentException if the name is not a header name of RFC 9110, or the value
   *     contains anything but printable ASCII
   */
  public ServiceRequest header(String name, String value) {
    return new ServiceRequest(template.withHeader(requireNonNull(name), requireNonNull(value)));
  }

  /**
   * Adds a field to the body, which is a form.
   *
   * @param name the field's name
   * @param value its value
   * @return a new request
   */
  public ServiceRequest form(String name, String value) {
    return new ServiceRequest(
        template.withField(false, requireNonNull(name), requireNonNull(value)));
  }

  /**
   * Adds a string to the body, which is a JSON object.
   *
   * @param name the field's name
   * @param value its value
   * @return a new request
   */
  public ServiceRequest json(String name, String value) {
    return new ServiceRequest(
        template.withField(true, requireNonNull(name), requireNonNull(value)));
  }

  /**
   * A status with which the service confirms the request, in addition to 200 to 299: for example
   * 404, if the service responds so to a token that has been revoked before.
   *
   * @param status the status
   * @return a new request
   */
  public ServiceRequest successStatus(int status) {
    return new ServiceRequest(template.withStatus(status));
  }

  /**
   * A field that the JSON response has if the request succeeded, for a service that reports
   * failures with status 200. Default: the status decides. For a revocation, status 2xx is then not
   * enough if the body is a page of HTML, has an {@code error}, or matches an error response
   * declared with {@link OAuthServer#grantEndedBy}, {@code clientRefusedBy} or {@code
   * unavailableBy}.
   *
   * @param path the field's path, as for {@link OAuthServer#keepField}
   * @param value its value, such as {@code true}
   * @return a new request
   * @throws IllegalArgumentException if the path is malformed
   */
  public ServiceRequest successField(String path, String value) {
    return new ServiceRequest(template.withRequired(new FieldPath(path), requireNonNull(value)));
  }

  RequestTemplate template() {
    return template;
  }

  /** Shows the method and the address, in which placeholders are not filled in. */
  @Override
  public String toString() {
    return template.toString();
  }
}
