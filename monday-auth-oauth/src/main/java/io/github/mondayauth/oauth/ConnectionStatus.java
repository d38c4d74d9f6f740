package io.github.mondayauth.oauth;

import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Owner;
import io.github.mondayauth.vault.VaultException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stored credential without its secrets, for an admin page.
 *
 * @param owner the user, or the account for a connection of the whole account
 * @param connection the connection's name
 * @param profile the profile within the connection, empty for the default one
 * @param label who is connected at the service, such as a user name or an email address, or empty
 *     if that is not known; see {@link OAuthServer#accountLabel(String...)}
 * @param connectedBy the user who connected, also for a connection of the whole account, or null if
 *     that is not known because the credential was imported
 * @param expiresAt when the access token expires, or null if that is not known; if the credential
 *     is refreshable, the library replaces the token before then
 * @param refreshTokenExpiresAt when the refresh token expires unless it is used before, so that the
 *     user has to reconnect, or null if that is not known; see {@link
 *     OAuthServer#refreshTokenLifetime(java.time.Duration)}
 * @param isRefreshable whether the library can refresh the credential without the user
 * @param needsReconnect whether the user should reconnect: the credential has ended, the provider
 *     refuses to refresh it, its record is damaged, or the application no longer has the connection
 * @param unreadable why the credential cannot be read, so that nothing else is known about it; null
 *     if it can be read
 */
public record ConnectionStatus(
    Owner owner,
    String connection,
    String profile,
    String label,
    @Nullable MondayUser connectedBy,
    @Nullable Instant expiresAt,
    @Nullable Instant refreshTokenExpiresAt,
    boolean isRefreshable,
    boolean needsReconnect,
    VaultException.@Nullable Reason unreadable) {}
