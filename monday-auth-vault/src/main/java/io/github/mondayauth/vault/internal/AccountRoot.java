package io.github.mondayauth.vault.internal;

import java.time.Instant;

/**
 * What is known of an account that uses the app.
 *
 * @param epoch the account's present installation
 * @param openedAt when the token was issued that opened it, in whole seconds
 */
public record AccountRoot(Epoch epoch, Instant openedAt) {}
