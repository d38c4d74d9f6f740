package io.github.mondayauth.oauth.token;

import io.github.mondayauth.Secret;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token endpoint, and how the application authenticates to it.
 *
 * @param uri the endpoint that exchanges codes and refresh tokens
 * @param revocationUri the endpoint that revokes tokens, or null if there is none
 * @param clientId the application's client id
 * @param clientSecret the application's client secret, or null for a public client
 * @param clientAuthentication how the client secret is sent
 * @param json whether parameters are sent as JSON, as monday.com documents it, and not as a form
 * @param parameters further parameters of token requests
 * @param tokenTypes token types that are accepted in addition to {@code bearer}, in lower case
 * @param requestedScopes the scopes that the application requests
 * @param keptMembers fields of token responses that become attributes of the credential
 * @param endedGrants how the provider says that a grant has ended, in addition to {@code
 *     invalid_grant}
 */
public record TokenEndpoint(
    URI uri,
    @Nullable URI revocationUri,
    String clientId,
    @Nullable Secret clientSecret,
    ClientAuthentication clientAuthentication,
    boolean json,
    Map<String, String> parameters,
    Set<String> tokenTypes,
    Set<String> requestedScopes,
    Set<String> keptMembers,
    Set<EndedGrant> endedGrants) {}
