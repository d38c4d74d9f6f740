/** A small application as a module, which requires what an integration usually requires. */
@org.jspecify.annotations.NullMarked
module io.github.mondayauth.examples.consumer {
  requires static org.jspecify;
  requires io.github.mondayauth;
  requires io.github.mondayauth.vault;
  requires io.github.mondayauth.oauth;
  requires jdk.httpserver;
}
