/** A key ring in HashiCorp Vault's transit engine. */
module io.github.mondayauth.transit {
  requires static transitive org.jspecify;
  requires transitive io.github.mondayauth.vault;
  requires transitive okhttp3;
  requires okio;
  requires com.fasterxml.jackson.databind;

  exports io.github.mondayauth.transit;
}
