package io.github.mondayauth.examples.servlet.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks for secrets in files and texts: as they are, and in base64, hex and URL encoding. */
public final class ClearText {
  /** By the first eight bytes of a form: one pass over a file finds any of thousands. */
  private final Map<Long, List<byte[]>> forms = new HashMap<>();

  private final boolean[] firstTwoBytes = new boolean[1 << 16];

  /** Knows the secrets to look for, each of at least 16 characters. */
  public ClearText(Collection<String> secrets) {
    secrets.forEach(secret -> formsOf(secret.getBytes(UTF_8)).forEach(this::add));
  }

  /** Looks for a secret of bytes too, such as a key. */
  public ClearText and(byte[] secret) {
    formsOf(secret).forEach(this::add);
    add(secret);
    return this;
  }

  private void add(String form) {
    add(form.getBytes(UTF_8));
  }

  private void add(byte[] form) {
    long start = ByteBuffer.wrap(form).getLong();
    forms.computeIfAbsent(start, same -> new ArrayList<>()).add(form);
    firstTwoBytes[(int) (start >>> 48)] = true;
  }

  /** In which files of a folder a secret is found, by their names. */
  public List<String> inFolder(Path folder) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (in(Files.readAllBytes(file)) != null) {
          found.add(folder.relativize(file).toString());
        }
      }
    }
    return found;
  }

  /** The form of a secret that a text contains, or null. */
  public @Nullable String in(String text) {
    return in(text.getBytes(UTF_8));
  }

  private @Nullable String in(byte[] bytes) {
    long window = 0;
    for (int end = 1; end <= bytes.length; end++) {
      window = (window << 8) | (bytes[end - 1] & 0xff);
      if (end >= 8 && firstTwoBytes[(int) (window >>> 48)]) {
        int start = end - 8;
        for (byte[] form : forms.getOrDefault(window, List.of())) {
          int formEnd = start + form.length;
          if (formEnd <= bytes.length
              && Arrays.equals(bytes, start, formEnd, form, 0, form.length)) {
            return new String(form, UTF_8);
          }
        }
      }
    }
    return null;
  }

  private static Set<String> formsOf(byte[] secret) {
    Set<String> forms = new LinkedHashSet<>();
    String text = new String(secret, UTF_8);
    if (Arrays.equals(text.getBytes(UTF_8), secret)) {
      forms.add(text);
      forms.add(URLEncoder.encode(text, UTF_8));
    }
    forms.add(HexFormat.of().formatHex(secret));
    forms.add(HexFormat.of().withUpperCase().formatHex(secret));
    for (int offset = 0; offset < 3; offset++) {
      forms.add(inBase64(Base64.getEncoder(), secret, offset));
      forms.add(inBase64(Base64.getUrlEncoder(), secret, offset));
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
