package io.github.mondayauth.oauth;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.internal.AppSettings;
import io.github.mondayauth.internal.MondayHosts;
import io.github.mondayauth.vault.internal.AccountRecords;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What {@link Connections} was built with, for all that work for it. */
record Setup(
    MondayApp app,
    AppSettings settings,
    MondayHosts hosts,
    AccountRecords records,
    List<Connector> connectors,
    StateSeal seal,
    Http http,
    String authorizePath,
    String callbackPath,
    boolean confirms,
    Duration forgetDeadline) {

  Instant now() {
    return settings.time().instant();
  }

  Optional<Connector> connector(String name) {
    return connectors.stream().filter(c -> c.name().equals(name)).findFirst();
  }

  /**
   * The connector an application names.
   *
   * @throws IllegalArgumentException if there is none: a mistake in the program
   */
  Connector known(String name) {
    return connector(name)
        .orElseThrow(() -> new IllegalArgumentException("there is no connection named " + name));
  }

  URI callbackUri(String connection) {
    return URI.create(settings.baseUri() + callbackPath + "/" + connection);
  }

  FlowCookie.Strength cookieStrength() {
    boolean https = "https".equalsIgnoreCase(settings.baseUri().getScheme());
    return https ? FlowCookie.Strength.HOST_PREFIX : FlowCookie.Strength.LOCALHOST;
  }

  /** Tells the listener; what it throws is dropped. */
  void tell(Consumer<AuthListener> event) {
    try {
      event.accept(settings.listener());
    } catch (RuntimeException listenersOwn) {
      // Listening never changes an outcome.
    }
  }
}
