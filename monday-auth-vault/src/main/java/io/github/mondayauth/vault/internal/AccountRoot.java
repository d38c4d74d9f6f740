package io.github.mondayauth.vault.internal;

import java.time.Instant;

/**
 * One installation of the app in an account.
 *
 * @param epoch identifies the installation
 * @param openedAt when the token that opened the account was issued, in whole seconds
 */
public record AccountRoot(Epoch epoch, Instant openedAt) {}
