package io.github.mondayauth.spring;

import io.github.mondayauth.oauth.Appearance;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.util.StringUtils;

/** Makes the {@link Appearance} from the settings below {@code monday-auth.appearance}. */
final class ConfiguredAppearance {
  private static final String PREFIX = "monday-auth.appearance";

  private ConfiguredAppearance() {}

  /**
   * Reads the settings and the logo.
   *
   * @return the appearance, or null if nothing is set
   * @throws ConfigurationFailure if a setting is missing or wrong, or the logo cannot be read
   */
  static @Nullable Appearance of(MondayAuthProperties.Appearance settings) {
    String light = settings.accentLight();
    String dark = settings.accentDark();
    Resource logo = settings.logo();
    URI support = settings.support();
    if (settings.name() == null
        && light == null
        && dark == null
        && logo == null
        && support == null) {
      return null;
    }
    try {
      Appearance appearance =
          Appearance.named(
              ConfigurationFailure.required(
                  settings.name(), "appearance.name", "the app's name as users know it"));
      if (logo != null) {
        appearance = appearance.logo(read(logo), mediaType(logo));
      }
      if (light != null || dark != null) {
        appearance = appearance.accent(color("accent-light", light), color("accent-dark", dark));
      }
      return support == null ? appearance : appearance.support(support);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationFailure(
          PREFIX + ": " + e.getMessage(), "Correct the settings below " + PREFIX + ".", e);
    }
  }

  private static byte[] read(Resource logo) {
    try {
      return logo.getContentAsByteArray();
    } catch (IOException e) {
      throw new ConfigurationFailure(
          PREFIX + ".logo: expected a file that can be read, found none: " + logo.getDescription(),
          "Start the location with classpath: or file:, and check that the file is there.",
          e);
    }
  }

  private static String mediaType(Resource logo) {
    String extension = StringUtils.getFilenameExtension(logo.getFilename());
    return switch (extension == null ? "" : extension.toLowerCase(Locale.ROOT)) {
      case "png" -> "image/png";
      case "jpg", "jpeg" -> "image/jpeg";
      case "webp" -> "image/webp";
      case "svg" -> "image/svg+xml";
      default ->
          throw new IllegalArgumentException(
              "logo: expected a file that ends in .png, .jpg, .jpeg, .webp or .svg, found "
                  + logo.getDescription());
    };
  }

  private static String color(String name, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw new ConfigurationFailure(
          PREFIX + "." + name + ": expected a color such as \"#7a1f5c\", found none",
          "Set accent-light and accent-dark, or neither. In YAML, put colors into quotes, since #"
              + " begins a comment.",
          null);
    }
    return value;
  }
}
