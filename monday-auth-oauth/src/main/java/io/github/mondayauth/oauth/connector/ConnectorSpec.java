package io.github.mondayauth.oauth.connector;

import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.token.Grant;
import java.util.Optional;

/**
 * Configuration of a connector: everything that other packages need, whatever the kind of
 * connector. Immutable.
 */
public sealed interface ConnectorSpec permits ConsentSpec, ApiKeySpec {
  /** What a user enters on a page of this application before the connection can be made. */
  enum Entry {
    /** Nothing: the browser goes straight to the consent screen. */
    NOTHING,
    /** The customer's host, where the consent screen is. */
    HOST,
    /** The region in which the customer's account is. */
    REGION,
    /** The API key, and no consent screen follows. */
    KEY
  }

  /** The options that every connector has. */
  ConnectorOptions options();

  /** The connection's name. */
  default String name() {
    return options().name();
  }

  /** The service's name on pages and in notifications. */
  default String title() {
    return options().title();
  }

  /** Whether one credential serves the whole account. */
  default boolean isPerAccount() {
    return options().perAccount();
  }

  /** Whether users may skip the connection. */
  default boolean isOptional() {
    return options().optional();
  }

  /** Whether connecting proves who the user is on monday.com. */
  boolean provesUser();

  /**
   * Checks that the scopes suffice for what {@link #provesUser} promises.
   *
   * @throws IllegalArgumentException if they do not
   */
  default void checkScopes() {}

  /**
   * Whether monday.com is requested to grant a scope. Without scopes in its configuration,
   * monday.com's connector requests all that are configured in the Developer Center.
   */
  default boolean requests(String scope) {
    return false;
  }

  /**
   * Whether each profile has its own credential. False for monday.com, which identifies the user.
   */
  boolean hasProfiles();

  /** What the user enters first. */
  Entry entry();

  /** Whether the grant's customer host is still one of the allowed hosts. */
  boolean serves(Grant grant);

  /** Whether the grant has all scopes that are required now. */
  boolean covers(Grant grant);

  /**
   * Whether the application's own check accepts a grant; true if there is no check, as for every
   * connector with a consent screen.
   *
   * @throws OAuthException with UNAVAILABLE if the check throws an exception
   */
  default boolean accepts(Grant grant) {
    return true;
  }

  /** The part that concerns the consent screen, or empty for API keys, which have none. */
  Optional<ConsentSpec> consent();

  /**
   * The part that concerns the consent screen, where one is expected.
   *
   * @throws OAuthException with STATE if the connection no longer has one
   */
  default ConsentSpec requireConsent() {
    return consent()
        .orElseThrow(
            () ->
                new OAuthException(
                    OAuthException.Reason.STATE, name() + " no longer has a consent screen"));
  }
}
