package io.github.mondayauth.spring;

import io.github.mondayauth.MondayApp;

/**
 * Changes the app before it is built. Declare a bean of this type for what {@link
 * MondayAuthProperties} does not cover. Several are called in the order of {@code @Order}, one
 * after the other, while the context starts.
 */
@FunctionalInterface
public interface MondayAppCustomizer {
  /**
   * Changes a builder that has all settings.
   *
   * @param builder the builder of the app
   */
  void customize(MondayApp.Builder builder);
}
