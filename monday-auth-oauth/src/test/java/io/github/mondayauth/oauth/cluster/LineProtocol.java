package io.github.mondayauth.oauth.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The lines between a test and its instances: percent-encoded words, separated by spaces. */
final class LineProtocol {
  /** The first word of a line that reports an event and is no reply to a command. */
  static final String EVENT = "!";

  private LineProtocol() {}

  static String line(List<String> words) {
    return words.stream().map(w -> URLEncoder.encode(w, UTF_8)).collect(Collectors.joining(" "));
  }

  static List<String> words(String line) {
    return Stream.of(line.split(" ", -1)).map(w -> URLDecoder.decode(w, UTF_8)).toList();
  }
}
