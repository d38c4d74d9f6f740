package io.github.mondayauth.oauth.token;

import io.github.mondayauth.Secret;
import org.jspecify.annotations.Nullable;

/**
 * An application's registration with an authorization server.
 *
 * @param id the client id
 * @param secret the client secret, or null for a public client
 */
public record ClientRegistration(String id, @Nullable Secret secret) {}
