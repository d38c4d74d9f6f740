/** Explains on the command line why a token verifies or does not. */
module io.github.mondayauth.doctor {
  requires static org.jspecify;
  requires io.github.mondayauth;
}
