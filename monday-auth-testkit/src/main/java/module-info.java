/** The other side, for tests: signs what monday.com signs, and plays monday.com and a provider. */
module io.github.mondayauth.testkit {
  requires static transitive org.jspecify;
  requires com.nimbusds.jose.jwt;
  requires java.net.http;
  requires jdk.httpserver;

  exports io.github.mondayauth.testkit;
}
