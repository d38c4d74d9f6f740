package io.github.mondayauth.examples.servlet.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.mondayauth.testkit.SentRequest;
import java.util.Collection;
import java.util.regex.Pattern;

/** A request of monday.com and the application's reply as text, with all secrets shortened. */
final class RawExchange {
  private static final int SHOWN = 12;
  private static final Pattern LINK = Pattern.compile("([?&]link=)[^\"\\s]{12,}");
  private static final ObjectMapper JSON = new ObjectMapper();

  private RawExchange() {}

  static String of(SentRequest sent, Collection<String> secrets) {
    StringBuilder text = new StringBuilder("POST ").append(path(sent)).append('\n');
    sent.headers()
        .forEach((name, value) -> text.append(name).append(": ").append(header(name, value)));
    text.append('\n').append(indented(sent.body()));
    text.append("\n\nReply: ").append(sent.reply().status()).append('\n');
    text.append(indented(sent.reply().body().strip()));
    return shortened(text.toString(), secrets);
  }

  private static String path(SentRequest sent) {
    // The path of the lifecycle webhook is secret.
    return sent.uri().getPath().replaceFirst("^/lifecycle-.*", "/lifecycle-…");
  }

  private static String header(String name, String value) {
    boolean isSecret = name.equalsIgnoreCase("Authorization") || name.contains("signature");
    return (isSecret ? start(value) : value) + "\n";
  }

  private static String indented(String body) {
    try {
      JsonNode json = JSON.readTree(body);
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    } catch (JsonProcessingException e) {
      return body;
    }
  }

  private static String shortened(String text, Collection<String> secrets) {
    String shorter = LINK.matcher(text).replaceAll("$1…");
    for (String secret : secrets) {
      shorter = shorter.replace(secret, start(secret));
    }
    return shorter;
  }

  private static String start(String secret) {
    return secret.substring(0, Math.min(SHOWN, secret.length() / 3)) + "…";
  }
}
