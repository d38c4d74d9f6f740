/** Processes that are killed while they write, and what is found afterwards. */
package io.github.mondayauth.vault.crash;
