/** Takes users through authorization and back, and keeps their credentials fresh. */
module io.github.mondayauth.oauth {
  requires static transitive org.jspecify;
  requires transitive io.github.mondayauth;
  requires transitive io.github.mondayauth.vault;
  requires okhttp3;
  requires com.fasterxml.jackson.databind;
  requires org.slf4j;
}
