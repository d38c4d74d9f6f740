/** Counts the events of monday-auth with Micrometer. */
module io.github.mondayauth.micrometer {
  requires static transitive org.jspecify;
  requires transitive io.github.mondayauth;
  requires static transitive micrometer.core;

  exports io.github.mondayauth.micrometer;
}
