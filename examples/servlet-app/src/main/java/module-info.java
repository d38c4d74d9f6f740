/** A monday.com integration on Jetty, and a demo that runs it with fake services. */
module io.github.mondayauth.examples.servlet {
  requires static org.jspecify;
  requires com.fasterxml.jackson.databind;
  requires com.zaxxer.hikari;
  requires io.github.mondayauth;
  requires io.github.mondayauth.oauth;
  requires io.github.mondayauth.servlet;
  requires io.github.mondayauth.vault;
  requires java.net.http;
  requires java.sql;
  requires org.eclipse.jetty.ee11.servlet;
  requires org.slf4j;

  // For the demo only; an application uses the testkit in its tests.
  requires io.github.mondayauth.testkit;
  requires java.logging;
  requires jdk.httpserver;
}
