/**
 * Verifies what arrives from monday.com, and holds the vocabulary the other modules share.
 *
 * <p>{@link io.github.mondayauth.MondayApp} is where to start.
 */
@SuppressWarnings("module") // the modules named below are built after this one
module io.github.mondayauth {
  requires static transitive org.jspecify;
  requires com.nimbusds.jose.jwt;
  requires com.fasterxml.jackson.core;

  exports io.github.mondayauth;
  exports io.github.mondayauth.internal to
      io.github.mondayauth.vault,
      io.github.mondayauth.oauth;
}
