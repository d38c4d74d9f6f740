package io.github.mondayauth.oauth;

import io.github.mondayauth.MondayUser;
import java.util.function.Predicate;

/** What every kind of connector may be told. */
record Traits(
    String name,
    String title,
    boolean perAccount,
    Predicate<MondayUser> mayConnect,
    boolean optional) {
  private static final String NAME = "[a-z0-9][a-z0-9-]{0,31}";

  Traits {
    if (!name.matches(NAME)) {
      throw new IllegalArgumentException(
          "a connection's name is 1 to 32 of a-z, 0-9 and -, and does not start with -");
    }
  }

  static Traits named(String name) {
    String title =
        name.isEmpty() ? name : Character.toUpperCase(name.charAt(0)) + name.substring(1);
    return new Traits(name, title, false, user -> true, false);
  }

  static Traits of(Connector connector) {
    if (connector instanceof MondayConnector monday) {
      return monday.traits();
    }
    if (connector instanceof OAuthConnector oauth) {
      return oauth.traits();
    }
    return ((ApiKeyConnector) connector).traits();
  }

  Traits titled(String text) {
    if (text.isBlank() || text.length() > 60) {
      throw new IllegalArgumentException("a title has 1 to 60 characters");
    }
    return new Traits(name, text, perAccount, mayConnect, optional);
  }

  Traits ofAccount(Predicate<MondayUser> who) {
    return new Traits(name, title, true, who, optional);
  }

  Traits skippable() {
    return new Traits(name, title, perAccount, mayConnect, true);
  }
}
