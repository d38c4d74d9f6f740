package io.github.mondayauth.oauth.token;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A token endpoint, and everything that an application needs to use it.
 *
 * @param uri the endpoint that exchanges codes, and refresh tokens unless there is another one
 * @param refreshUri the endpoint that exchanges refresh tokens
 * @param host the customer's host, or empty if the service has one host
 * @param client the application's registration
 * @param requests how the provider expects token requests
 * @param responses how the provider responds
 * @param requestedScopes the scopes that the application requests
 * @param reuseWindow how long after its use a refresh token may be sent again; zero if it may not
 * @param revocation how the provider revokes tokens
 * @param lookups what is requested once after a user connected
 */
public record TokenEndpoint(
    URI uri,
    URI refreshUri,
    String host,
    ClientRegistration client,
    TokenRequestFormat requests,
    TokenResponseFormat responses,
    Set<String> requestedScopes,
    Duration reuseWindow,
    Revocation revocation,
    List<Lookup> lookups) {}
