/** A command that explains why a token verifies or does not. */
module io.github.mondayauth.doctor {
  requires static org.jspecify;
  requires io.github.mondayauth;
}
