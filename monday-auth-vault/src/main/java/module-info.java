/** Keeps credentials encrypted: format, keys, stores. */
module io.github.mondayauth.vault {
  requires static transitive org.jspecify;
  requires transitive io.github.mondayauth;
  requires transitive java.sql;
}
