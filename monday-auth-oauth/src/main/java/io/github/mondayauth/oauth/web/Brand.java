package io.github.mondayauth.oauth.web;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the app looks on pages. {@code Appearance} is its public facade. Immutable.
 *
 * @param name the app's name
 * @param logo the app's logo as a {@code data:} URL, or null to show the name's first letter
 * @param accentLight the color of buttons and links in light mode, as {@code #rrggbb}
 * @param accentDark the same in dark mode
 * @param support where users find help, or null
 */
public record Brand(
    String name,
    @Nullable String logo,
    String accentLight,
    String accentDark,
    @Nullable URI support) {
  /** The color of text on the accent, and of the ground of links, in light mode. */
  static final String LIGHT_GROUND = "#ffffff";

  /** The same in dark mode. */
  static final String DARK_GROUND = "#16191f";

  private static final double MIN_CONTRAST = 4.5;
  private static final Pattern COLOR =
      Pattern.compile("#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})");

  /** The looks of an app that did not choose any. */
  public static Brand named(String name) {
    return new Brand(name, null, "#0060b9", "#8ab8ff", null);
  }

  /**
   * Sets the accent colors.
   *
   * @throws IllegalArgumentException if one is malformed, or has less contrast with white or with
   *     the ground of dark pages than WCAG 2.2 requires of text
   */
  public Brand withAccent(String light, String dark) {
    requireContrast("light", light, LIGHT_GROUND, "a darker");
    requireContrast("dark", dark, DARK_GROUND, "a lighter");
    return new Brand(name, logo, light, dark, support);
  }

  private static void requireContrast(String mode, String color, String ground, String better) {
    double found = contrast(color, ground);
    if (found < MIN_CONTRAST) {
      // Rounded down, so that a message never states a sufficient contrast.
      String shown = String.valueOf(Math.floor(found * 100) / 100);
      throw new IllegalArgumentException(
          "the accent color for "
              + mode
              + " mode: expected a contrast of at least 4.5:1 with "
              + ground
              + ", the color of the text on it, found "
              + shown
              + ":1 for "
              + color
              + ". Choose "
              + better
              + " color");
    }
  }

  /** The contrast ratio of two colors (WCAG 2.2). */
  static double contrast(String one, String other) {
    double a = luminance(one);
    double b = luminance(other);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private static double luminance(String color) {
    Matcher parts = COLOR.matcher(color);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "a color: expected # and six hexadecimal digits, found " + color);
    }
    return 0.2126 * channel(parts.group(1))
        + 0.7152 * channel(parts.group(2))
        + 0.0722 * channel(parts.group(3));
  }

  private static double channel(String hex) {
    double value = Integer.parseInt(hex, 16) / 255.0;
    return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
  }

  /** The same looks with a logo. */
  public Brand withLogo(String dataUrl) {
    return new Brand(name, dataUrl, accentLight, accentDark, support);
  }

  /** The same looks with a support address. */
  public Brand withSupport(URI address) {
    return new Brand(name, logo, accentLight, accentDark, address);
  }
}
