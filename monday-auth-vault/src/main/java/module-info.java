/**
 * Stores credentials and other secrets in your database, encrypted with keys that are never in the
 * database in plaintext. Start with {@link io.github.mondayauth.vault.TokenVault}.
 *
 * <p>{@code io.github.mondayauth.vault} is the public API; {@code vault.internal} is for the oauth
 * module only. The other packages are not exported, and depend on each other in one direction only:
 * {@code vault.key} (key-encryption keys, data keys and the roots that hold them), then {@code
 * vault.record} (encrypts and decrypts records), then {@code vault.rotation} (changes keys), with
 * {@code vault.jdbc} (the store in a database) next to them. Of the public types, they use only
 * {@code TokenStore}, {@code KeyRing}, {@code KeyContext} and {@code VaultException}.
 */
@SuppressWarnings("module") // the module named below is built after this one
module io.github.mondayauth.vault {
  requires static transitive org.jspecify;
  requires transitive io.github.mondayauth;
  requires transitive java.sql;
  requires com.nimbusds.jose.jwt;

  exports io.github.mondayauth.vault;
  exports io.github.mondayauth.vault.internal to
      io.github.mondayauth.oauth;
}
