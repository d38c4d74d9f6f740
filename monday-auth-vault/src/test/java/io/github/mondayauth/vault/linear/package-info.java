/** Histories of concurrent calls, and whether one at a time could have returned the same. */
package io.github.mondayauth.vault.linear;
