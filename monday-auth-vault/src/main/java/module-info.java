/**
 * Keeps credentials encrypted: format, keys, stores.
 *
 * <p>{@link io.github.mondayauth.vault.TokenVault} is where to start.
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
