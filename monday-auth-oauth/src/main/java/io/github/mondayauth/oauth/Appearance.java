package io.github.mondayauth.oauth;

import io.github.mondayauth.oauth.web.Brand;
import io.github.mondayauth.oauth.web.Logo;
import java.net.URI;

/**
 * How the app looks on the library's pages: its name, logo, colors and support address. For pages
 * from the application's own templates, see {@link PageRenderer}. Immutable and safe for use by
 * several threads.
 */
public final class Appearance {
  private final Brand brand;

  private Appearance(Brand brand) {
    this.brand = brand;
  }

  /**
   * The looks of an app with this name: its first letter as logo, and blue buttons.
   *
   * @param name the app's name as users know it, 1 to 60 characters
   * @return an appearance
   * @throws IllegalArgumentException if the name is blank or longer
   */
  public static Appearance named(String name) {
    if (name.isBlank() || name.length() > 60) {
      throw new IllegalArgumentException(
          "the app's name: expected 1 to 60 characters, not all blank, found " + name.length());
    }
    return new Appearance(Brand.named(name));
  }

  /**
   * The app's logo. It becomes part of each page, so a small one is better. It is shown as a square
   * of 48 pixels, on white.
   *
   * @param image the image file, at most 64 KiB
   * @param mediaType {@code image/png}, {@code image/jpeg}, {@code image/webp} or {@code
   *     image/svg+xml}. Browsers run no script of an SVG image
   * @return a new appearance
   * @throws IllegalArgumentException if the image is too large or not of that type
   */
  public Appearance logo(byte[] image, String mediaType) {
    return new Appearance(brand.withLogo(Logo.dataUrl(image, mediaType)));
  }

  /**
   * The colors of buttons, links and the focus. The text on a button is white in light mode, and
   * almost black in dark mode. Default: {@code #0060b9} and {@code #8ab8ff}.
   *
   * @param light the color in light mode, as {@code #rrggbb}
   * @param dark the color in dark mode, as {@code #rrggbb}
   * @return a new appearance
   * @throws IllegalArgumentException if one is malformed, or its contrast with the text on it is
   *     less than 4.5:1 (WCAG 2.2, success criterion 1.4.3)
   */
  public Appearance accent(String light, String dark) {
    return new Appearance(brand.withAccent(light, dark));
  }

  /**
   * Where users find help, for a link on pages that report a failure. Default: no link.
   *
   * @param address an https URL, or {@code mailto:} and an email address
   * @return a new appearance
   * @throws IllegalArgumentException if it is neither
   */
  public Appearance support(URI address) {
    boolean isPage = "https".equalsIgnoreCase(address.getScheme()) && address.getHost() != null;
    if (!isPage && !"mailto".equalsIgnoreCase(address.getScheme())) {
      throw new IllegalArgumentException(
          "support: expected an https URL or mailto: and an email address, found " + address);
    }
    return new Appearance(brand.withSupport(address));
  }

  Brand brand() {
    return brand;
  }

  /** Shows the name. */
  @Override
  public String toString() {
    return brand.name();
  }
}
