package io.github.mondayauth.oauth.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The lines between a test and its nodes: words, percent-encoded, with spaces between them. */
final class Wire {
  /** The first word of a line that answers nothing: a node says where it is. */
  static final String EVENT = "!";

  private Wire() {}

  static String line(List<String> words) {
    return words.stream().map(w -> URLEncoder.encode(w, UTF_8)).collect(Collectors.joining(" "));
  }

  static List<String> words(String line) {
    return Stream.of(line.split(" ", -1)).map(w -> URLDecoder.decode(w, UTF_8)).toList();
  }
}
