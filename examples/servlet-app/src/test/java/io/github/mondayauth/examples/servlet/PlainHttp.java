package io.github.mondayauth.examples.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * monday.com's servers and a user's browser, made from the JDK alone, so that no code of the
 * library and its testkit is on both sides. It keeps cookies for each host as a browser does.
 */
final class PlainHttp {
  private static final int MAX_REDIRECTS = 20;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, Map<String, String>> cookies = new HashMap<>();

  /** A JWT with the header and the claims as they are, signed with HS256. */
  static String jwt(String secret, String claims) throws GeneralSecurityException {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String signed =
        base64.encodeToString("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(UTF_8))
            + "."
            + base64.encodeToString(claims.getBytes(UTF_8));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
    return signed + "." + base64.encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
  }

  /** Posts JSON, with an {@code Authorization} header unless it is null. */
  HttpResponse<String> post(URI uri, String authorization, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofMinutes(1))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Opens a page as a browser does, without following a redirect. */
  HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofMinutes(1));
    Map<String, String> ours = cookies.computeIfAbsent(uri.getAuthority(), host -> new HashMap<>());
    if (!ours.isEmpty()) {
      request.header(
          "Cookie",
          ours.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    HttpResponse<String> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    for (String cookie : response.headers().allValues("Set-Cookie")) {
      String pair = cookie.split(";", 2)[0];
      String name = pair.substring(0, pair.indexOf('='));
      if (cookie.contains("Max-Age=0")) {
        ours.remove(name);
      } else {
        ours.put(name, pair.substring(pair.indexOf('=') + 1));
      }
    }
    return response;
  }

  /** Opens a page and follows redirects up to the given address, which is not opened. */
  URI follow(URI start, String end) throws IOException, InterruptedException {
    URI at = start;
    for (int i = 0; i < MAX_REDIRECTS; i++) {
      HttpResponse<String> response = get(at);
      String location = response.headers().firstValue("Location").orElse(null);
      if (location == null) {
        throw new AssertionError(
            "Expected a redirect, found status " + response.statusCode() + " at " + at.getPath());
      }
      at = at.resolve(location);
      if (at.toString().equals(end)) {
        return at;
      }
    }
    throw new AssertionError("Expected a redirect to " + end + ", found none");
  }
}
