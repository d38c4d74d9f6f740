/**
 * Stored credentials: reading them, refreshing them once across all instances, listing and removing
 * them, uninstalls, and maintenance. Not exported.
 */
@NullMarked
package io.github.mondayauth.oauth.credential;

import org.jspecify.annotations.NullMarked;
