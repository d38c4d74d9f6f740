package io.github.mondayauth.oauth.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Checks a logo and makes the {@code data:} URL that contains it. */
public final class Logo {
  private static final int MAX_BYTES = 64 * 1024;

  private static final Pattern SVG =
      Pattern.compile(
          "\\A\\uFEFF?(?:\\s|<\\?xml[^>]*>|<!--.*?-->|<!DOCTYPE[^>\\[]*>)*<svg[\\s>]",
          Pattern.DOTALL);

  /** By media type, whether the beginning of a file is that of such an image. */
  private static final Map<String, Predicate<byte[]>> TYPES =
      Map.of(
          "image/png", image -> text(image, 0).startsWith("\u0089PNG\r\n\u001a\n"),
          "image/jpeg", image -> text(image, 0).startsWith("\u00ff\u00d8\u00ff"),
          "image/webp",
              image -> text(image, 0).startsWith("RIFF") && text(image, 8).startsWith("WEBP"),
          "image/svg+xml", image -> SVG.matcher(new String(image, UTF_8)).find());

  private Logo() {}

  /**
   * The URL of an image.
   *
   * @throws IllegalArgumentException if the image is too large or not of that type
   */
  public static String dataUrl(byte[] image, String mediaType) {
    Predicate<byte[]> isOfType = TYPES.get(mediaType);
    if (isOfType == null) {
      throw new IllegalArgumentException(
          "logo: expected image/png, image/jpeg, image/webp or image/svg+xml, found " + mediaType);
    }
    if (image.length == 0 || image.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "logo: expected 1 to " + MAX_BYTES + " bytes, found " + image.length);
    }
    if (!isOfType.test(image)) {
      throw new IllegalArgumentException(
          "logo: expected a file of the type " + mediaType + ", found another");
    }
    return "data:" + mediaType + ";base64," + Base64.getEncoder().encodeToString(image);
  }

  /** A few bytes of a file, each as one character. */
  private static String text(byte[] image, int from) {
    int length = Math.max(0, Math.min(12, image.length - from));
    return length == 0 ? "" : new String(image, from, length, ISO_8859_1);
  }
}
