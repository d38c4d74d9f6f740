package io.github.mondayauth.oauth;

import io.github.mondayauth.Owner;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stored credential without its secrets, for an admin page.
 *
 * @param owner whose it is: a user, or the account
 * @param connection the connection's name
 * @param profile the profile within the connection, empty for the default one
 * @param expiresAt when the access token expires, or null if that is not known; only a hint where
 *     it is renewed
 * @param isRefreshable whether it is refreshed by itself before it expires
 * @param needsReconnect whether {@link Connections#credential} would ask the user to connect again,
 *     or the application has no such connection any more
 */
public record ConnectionStatus(
    Owner owner,
    String connection,
    String profile,
    @Nullable Instant expiresAt,
    boolean isRefreshable,
    boolean needsReconnect) {}
