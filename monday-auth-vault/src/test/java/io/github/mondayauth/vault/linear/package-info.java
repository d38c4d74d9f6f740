/** Records concurrent calls of a store, and checks that they are linearizable. */
package io.github.mondayauth.vault.linear;
