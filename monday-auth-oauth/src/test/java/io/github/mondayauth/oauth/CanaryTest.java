package io.github.mondayauth.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Searches everything that is logged at TRACE, thrown or shown for planted secrets. */
final class CanaryTest {
  private static final Pattern JDK_LOGGERS = Pattern.compile("^(sun|com\\.sun|jdk)\\.");

  private final OAuthFixture fixture = new OAuthFixture();
  private final DirectBrowser browser = new DirectBrowser();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final Map<String, String> planted = new LinkedHashMap<>();
  private final LoggerContext slf4j = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final ch.qos.logback.classic.Logger root = slf4j.getLogger("ROOT");
  private final java.util.logging.Logger jul = java.util.logging.Logger.getLogger("");
  private final Level levelBefore = root.getLevel();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          seen.add(event.getLoggerName() + ": " + event.getFormattedMessage());
          if (event.getThrowableProxy() != null) {
            seen.add(
                ch.qos.logback.classic.spi.ThrowableProxyUtil.asString(event.getThrowableProxy()));
          }
        }
      };
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          // The test's browser and servers belong to the JDK, which logs a lot at this level.
          boolean ours = !JDK_LOGGERS.matcher(String.valueOf(record.getLoggerName())).find();
          if (ours) {
            seen.add(record.getLoggerName() + ": " + record.getMessage());
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    root.setLevel(Level.TRACE);
    appender.setContext(slf4j);
    appender.start();
    root.addAppender(appender);
    jul.setLevel(java.util.logging.Level.ALL);
    jul.addHandler(handler);
    java.util.logging.Logger.getLogger("okhttp3").setLevel(java.util.logging.Level.ALL);
  }

  @AfterEach
  void close() {
    root.detachAppender(appender);
    root.setLevel(levelBefore);
    jul.removeHandler(handler);
    jul.setLevel(java.util.logging.Level.INFO);
    fixture.close();
  }

  private void plant(String name, String secret) {
    planted.put(name, secret);
  }

  private Step look(Step step) {
    seen.add(step.toString());
    seen.add(step.reply().toString());
    // A page contains its own state on purpose.
    seen.add(step.reply().body().replaceAll("state=[A-Za-z0-9_-]+", "state="));
    if (step instanceof Step.Refused refused) {
      for (Throwable t = refused.cause(); t != null; t = t.getCause()) {
        seen.add(t.toString());
      }
      seen.add(refused.cause().reply().body());
    }
    return step;
  }

  @Test
  void noSecretIsLoggedThrownOrShown() throws IOException {
    plant("client secret", fixture.app.clientSecret());
    plant("signing secret", fixture.app.signingSecret());
    plant("acme's client secret", fixture.acme.clientSecret());
    plant("key ring", keyOf(fixture.keys.reveal()));
    Connections connections = fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());
    URI recipe = fixture.recipe(fixture.ada);
    plant("authorization token", DirectBrowser.parameter(recipe, "token"));

    Step begun = look(browser.open(connections, recipe));
    plant("cookie", browser.cookies().values().iterator().next());
    plant("state", DirectBrowser.parameter(DirectBrowser.location(begun), "state"));
    URI callback = browser.consent(begun);
    plant("code", DirectBrowser.parameter(callback, "code"));
    Step second = look(browser.open(connections, callback));
    URI acme = browser.consent(second);
    plant("acme's code", DirectBrowser.parameter(acme, "code"));
    fixture.acme.tokenEndpoint(
        Fault.response(400, "application/json", "{\"error\":\"planted-in-a-body planted\"}"));
    plant("an error body", "planted-in-a-body");
    Step refused = look(browser.open(connections, acme));
    fixture.acme.tokenEndpoint(Fault.none());
    Step again = look(browser.open(connections, DirectBrowser.link(refused, "Start again")));
    look(browser.open(connections, browser.consent(again)));
    plantTokens(connections, "first");

    fixture.clock.advance(Duration.ofHours(2));
    connections.credential(fixture.adaUser(), "monday");
    Credential rejected = connections.credential(fixture.adaUser(), "acme");
    fixture.clock.advance(Duration.ofSeconds(20));
    Credential renewed = connections.renew(rejected);
    seen.add(renewed.toString());
    plantTokens(connections, "second");
    failures(connections);
    look(new DirectBrowser().open(connections, callback));
    look(browser.open(connections, URI.create(callback + "&code=twice")));
    fixture.acme.consent(Consent.deny());
    fixture.browser.open(fixture.recipe(fixture.ada));
    seen.add(connections.admin().forget(fixture.adaUser().account()).toString());

    assertThat(planted).hasSizeGreaterThan(12);
    assertThat(seen)
        .anyMatch(
            line ->
                line.startsWith(
                    "io.github.mondayauth.oauth.http.GuardedTransport: POST localhost 200 in "));
    for (Map.Entry<String, String> secret : planted.entrySet()) {
      for (String form : forms(secret.getValue())) {
        assertThat(seen).as(secret.getKey()).noneMatch(line -> line.contains(form));
      }
    }
  }

  private void plantTokens(Connections connections, String which) {
    for (String name : List.of("monday", "acme")) {
      Credential credential = connections.credential(fixture.adaUser(), name);
      plant(which + " access token of " + name, credential.secret().reveal());
    }
    fixture.acme.tokenRequests().stream()
        .map(r -> r.parameters().get("refresh_token"))
        .filter(java.util.Objects::nonNull)
        .forEach(token -> plant("refresh token " + token, token));
  }

  private void failures(Connections connections) {
    fixture.clock.advance(Duration.ofHours(2));
    for (Fault fault :
        List.of(
            Fault.html(504),
            Fault.cutOff(),
            Fault.hugeBody(2 << 20),
            Fault.response(200, "text/plain", "HTTP/1.1 planted-in-a-body"))) {
      fixture.acme.tokenEndpoint(fault);
      try {
        connections.credential(fixture.adaUser(), "acme");
      } catch (OAuthException e) {
        seen.add(e + " " + e.getCause() + " " + e.reply().body());
      }
      fixture.clock.advance(Duration.ofSeconds(30));
    }
    fixture.acme.tokenEndpoint(Fault.none());
  }

  private static String keyOf(String jwks) throws IOException {
    return new ObjectMapper().readTree(jwks).path("keys").path(0).path("k").asText();
  }

  private static List<String> forms(String secret) {
    byte[] bytes = secret.getBytes(UTF_8);
    List<String> forms = new ArrayList<>();
    forms.add(secret);
    forms.add(URLEncoder.encode(secret, UTF_8));
    forms.add(HexFormat.of().formatHex(bytes));
    forms.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
    forms.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    return forms;
  }
}
