/**
 * The contract of a {@link io.github.mondayauth.vault.TokenStore}, as tests: extend {@link
 * io.github.mondayauth.vault.contract.TokenStoreContract}, return your store, and run the class.
 */
package io.github.mondayauth.vault.contract;
