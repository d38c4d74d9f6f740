package io.github.mondayauth.oauth;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An uninstall that may be genuine, or forged by a user who may not uninstall the app. It deletes
 * nothing. If you know that it is genuine, call {@link Connections.Admin#forget}.
 *
 * @param account the account that is said to have uninstalled the app
 * @param user the user whom the event's token names, or null if it names none
 * @param receivedAt when this application received the event
 */
public record ClaimedUninstall(
    MondayAccount account, @Nullable MondayUser user, Instant receivedAt) {}
