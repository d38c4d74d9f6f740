package io.github.mondayauth.examples.servlet.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Looks for secrets in files and texts: as they are, and in base64, hex and URL encoding. */
public final class ClearText {
  private ClearText() {}

  /** In which files, or under which names, a secret was found. */
  public static List<String> inFolder(Path folder, Collection<String> secrets) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (contains(new String(Files.readAllBytes(file), ISO_8859_1), secrets)) {
          found.add(folder.relativize(file).toString());
        }
      }
    }
    return found;
  }

  /** Whether a text, or bytes read as ISO 8859-1, contains a secret in any of its forms. */
  public static boolean contains(String text, Collection<String> secrets) {
    return secrets.stream().flatMap(secret -> forms(secret).stream()).anyMatch(text::contains);
  }

  static Set<String> forms(String secret) {
    byte[] bytes = secret.getBytes(UTF_8);
    Set<String> forms = new LinkedHashSet<>();
    forms.add(secret);
    forms.add(URLEncoder.encode(secret, UTF_8));
    forms.add(HexFormat.of().formatHex(bytes));
    forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
    for (int offset = 0; offset < 3; offset++) {
      forms.add(inBase64(Base64.getEncoder(), bytes, offset));
      forms.add(inBase64(Base64.getUrlEncoder(), bytes, offset));
    }
    return forms;
  }

  /** What base64 of a longer text shows of the secret, wherever in it the secret begins. */
  private static String inBase64(Base64.Encoder encoder, byte[] secret, int offset) {
    byte[] padded = new byte[offset + secret.length];
    System.arraycopy(secret, 0, padded, offset, secret.length);
    String encoded = encoder.withoutPadding().encodeToString(padded);
    int wholeGroups = (offset + secret.length) / 3 * 4;
    return encoded.substring(offset == 0 ? 0 : 4, wholeGroups);
  }
}
