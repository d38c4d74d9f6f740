/**
 * Test support for monday.com integrations: signs the tokens that monday.com signs, and provides
 * fake servers for monday.com, an OAuth provider and an API-key service.
 *
 * <p>Add this module in test scope only. It does not depend on the other modules of the library.
 */
module io.github.mondayauth.testkit {
  requires static transitive org.jspecify;
  requires static org.junit.jupiter.api; // only for MondayTestExtension
  requires com.nimbusds.jose.jwt;
  requires java.net.http;
  requires jdk.httpserver;

  exports io.github.mondayauth.testkit;
}
