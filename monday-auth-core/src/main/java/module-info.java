/**
 * Verifies requests, tokens and webhooks from monday.com. An application that stores no credentials
 * needs only this module; the vault and OAuth modules build on it.
 *
 * <p>Start with {@link io.github.mondayauth.MondayApp}.
 */
@SuppressWarnings("module") // javac does not find the modules of the qualified export
module io.github.mondayauth {
  requires static transitive org.jspecify;
  requires com.nimbusds.jose.jwt;
  requires com.fasterxml.jackson.core;

  exports io.github.mondayauth;
  exports io.github.mondayauth.internal to
      io.github.mondayauth.vault,
      io.github.mondayauth.oauth;
}
