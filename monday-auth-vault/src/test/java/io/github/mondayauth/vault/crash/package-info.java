/** Kills processes while they write, and compares what is stored with what they acknowledged. */
package io.github.mondayauth.vault.crash;
