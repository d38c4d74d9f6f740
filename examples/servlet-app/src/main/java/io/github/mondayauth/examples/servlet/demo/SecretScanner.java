package io.github.mondayauth.examples.servlet.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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

/** Finds secrets in files and strings: unencoded, and in base64, hex and URL encoding. */
public final class SecretScanner {
  private static final int ATTEMPTS = 10;

  /** All encodings by their first eight bytes, so that one pass over a file finds any of them. */
  private final Map<Long, List<byte[]>> encodings = new HashMap<>();

  private final boolean[] firstTwoBytes = new boolean[1 << 16];

  /** Looks for the given secrets, which must have at least 16 characters each. */
  public SecretScanner(Collection<String> secrets) {
    secrets.forEach(secret -> encodingsOf(secret.getBytes(UTF_8)).forEach(this::add));
  }

  /** Also looks for a binary secret, such as a key. */
  public SecretScanner withBinary(byte[] secret) {
    encodingsOf(secret).forEach(this::add);
    add(secret);
    return this;
  }

  private void add(String encoding) {
    add(encoding.getBytes(UTF_8));
  }

  private void add(byte[] encoding) {
    long start = ByteBuffer.wrap(encoding).getLong();
    encodings.computeIfAbsent(start, key -> new ArrayList<>()).add(encoding);
    firstTwoBytes[(int) (start >>> 48)] = true;
  }

  /** The files below a folder that contain a secret, as paths relative to the folder. */
  public List<String> findInFolder(Path folder) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return findInFiles(folder);
      } catch (NoSuchFileException | UncheckedIOException e) {
        // A database that is running renames its temporary files.
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private List<String> findInFiles(Path folder) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (find(Files.readAllBytes(file)) != null) {
          found.add(folder.relativize(file).toString());
        }
      }
    }
    return found;
  }

  /** The first secret in a string, as it is encoded there, or null if there is none. */
  public @Nullable String find(String text) {
    return find(text.getBytes(UTF_8));
  }

  private @Nullable String find(byte[] bytes) {
    long window = 0;
    for (int end = 1; end <= bytes.length; end++) {
      window = (window << 8) | (bytes[end - 1] & 0xff);
      if (end >= 8 && firstTwoBytes[(int) (window >>> 48)]) {
        int start = end - 8;
        for (byte[] encoding : encodings.getOrDefault(window, List.of())) {
          int encodingEnd = start + encoding.length;
          if (encodingEnd <= bytes.length
              && Arrays.equals(bytes, start, encodingEnd, encoding, 0, encoding.length)) {
            return new String(encoding, UTF_8);
          }
        }
      }
    }
    return null;
  }

  private static Set<String> encodingsOf(byte[] secret) {
    Set<String> encodings = new LinkedHashSet<>();
    String text = new String(secret, UTF_8);
    if (Arrays.equals(text.getBytes(UTF_8), secret)) {
      encodings.add(text);
      encodings.add(URLEncoder.encode(text, UTF_8));
    }
    encodings.add(HexFormat.of().formatHex(secret));
    encodings.add(HexFormat.of().withUpperCase().formatHex(secret));
    for (int offset = 0; offset < 3; offset++) {
      encodings.add(inBase64(Base64.getEncoder(), secret, offset));
      encodings.add(inBase64(Base64.getUrlEncoder(), secret, offset));
    }
    return encodings;
  }

  /**
   * The characters that the base64 encoding of a longer text contains for the secret, if the secret
   * starts at this offset within a group of three bytes.
   */
  private static String inBase64(Base64.Encoder encoder, byte[] secret, int offset) {
    byte[] padded = new byte[offset + secret.length];
    System.arraycopy(secret, 0, padded, offset, secret.length);
    String encoded = encoder.withoutPadding().encodeToString(padded);
    int wholeGroups = (offset + secret.length) / 3 * 4;
    return encoded.substring(offset == 0 ? 0 : 4, wholeGroups);
  }
}
