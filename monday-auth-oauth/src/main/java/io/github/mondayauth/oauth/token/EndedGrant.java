package io.github.mondayauth.oauth.token;

/**
 * How a provider says that a grant has ended, in response to a refresh token.
 *
 * @param status the status of the error response
 * @param word the value of one of its fields, such as {@code error}
 */
public record EndedGrant(int status, String word) {}
