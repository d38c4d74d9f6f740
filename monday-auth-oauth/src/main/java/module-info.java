/**
 * Takes users through authorization and keeps their credentials fresh.
 *
 * <p>{@link io.github.mondayauth.oauth.Connections} is the entry point.
 */
module io.github.mondayauth.oauth {
  requires static transitive org.jspecify;
  requires transitive io.github.mondayauth;
  requires transitive io.github.mondayauth.vault;
  requires static okhttp3; // absent: java.net.http is used instead
  requires static okio;
  requires java.net.http;
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;
  requires org.slf4j;

  exports io.github.mondayauth.oauth;
}
