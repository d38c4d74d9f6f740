package io.github.mondayauth.spring;

import io.github.mondayauth.oauth.Connections;

/**
 * Changes the connections before they are built. Declare a bean of this type for what {@link
 * MondayAuthProperties} does not cover. Several are called in the order of {@code @Order}, one
 * after the other, while the context starts.
 */
@FunctionalInterface
public interface ConnectionsCustomizer {
  /**
   * Changes a builder that has all settings.
   *
   * @param builder the builder of the connections
   */
  void customize(Connections.Builder builder);
}
