/**
 * What every {@link io.github.mondayauth.vault.TokenStore} must do, as tests: extend {@link
 * io.github.mondayauth.vault.contract.TokenStoreContract}, return a store, run it.
 */
package io.github.mondayauth.vault.contract;
