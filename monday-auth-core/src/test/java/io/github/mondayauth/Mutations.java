package io.github.mondayauth;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * Turns genuine tokens into bad ones. Each mutant carries one known attack at a random place, and
 * has the old signature, none, one made with the wrong secret, or a valid one. Verifiers must
 * refuse all of them.
 */
final class Mutations {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final String[] ODD = {
    "=",
    "==",
    " ",
    "\n",
    "\t",
    "+",
    "/",
    "%",
    ".",
    "..",
    "\u0000",
    "\u00e9",
    "\u2028",
    "\ud83d\ude00"
  };

  private final Random random;
  private final Map<String, UnaryOperator<String>> whole = new LinkedHashMap<>();
  private final Map<String, UnaryOperator<String>> headers = new LinkedHashMap<>();
  private final Map<String, UnaryOperator<String>> payloads = new LinkedHashMap<>();

  Mutations(long seed) {
    random = new Random(seed);
    whole.put("character replaced", t -> replaced(t, anyOf(ALPHABET)));
    whole.put("odd character inserted", t -> inserted(t, ODD[random.nextInt(ODD.length)]));
    whole.put("odd character replaced", t -> replaced(t, ODD[random.nextInt(ODD.length)]));
    whole.put("character inserted", t -> inserted(t, anyOf(ALPHABET)));
    whole.put("character removed", t -> replaced(t, ""));
    whole.put("two characters swapped", this::swapped);
    whole.put("case changed", this::caseChanged);
    whole.put("end cut off", t -> t.substring(0, random.nextInt(t.length())));
    whole.put("start cut off", t -> t.substring(1 + random.nextInt(t.length() - 1)));
    whole.put("piece repeated", this::repeated);
    whole.put("signature cut", t -> t.substring(0, t.lastIndexOf('.') + 1 + random.nextInt(43)));
    whole.put("signature bit flipped", this::bitFlipped);
    whole.put(
        "unused bits",
        t -> t.substring(0, t.length() - 1) + nextInAlphabet(t.charAt(t.length() - 1)));
    whole.put("parts in another order", t -> parts(t)[1] + "." + parts(t)[0] + "." + parts(t)[2]);
    whole.put("detached payload", t -> parts(t)[0] + ".." + parts(t)[2]);
    whole.put("signature missing", t -> parts(t)[0] + "." + parts(t)[1] + ".");
    whole.put("fourth part", t -> t + "." + parts(t)[random.nextInt(3)]);
    whole.put(
        "JSON serialization",
        t ->
            "{\"protected\":\"%s\",\"payload\":\"%s\",\"signature\":\"%s\"}"
                .formatted((Object[]) parts(t)));
    whole.put("too long", t -> t + "A".repeat(8_192));
    headerAttacks();
    payloadAttacks();
  }

  /** Returns the number of attacks. */
  int count() {
    return whole.size() + headers.size() + payloads.size();
  }

  /** Makes a mutant of a token that was signed with a secret. */
  Mutant next(String token, String secret) {
    int which = random.nextInt(3);
    if (which == 0) {
      String name = pick(whole);
      return new Mutant(name, whole.get(name).apply(token), false);
    }
    String header = RawJws.decode(parts(token)[0]);
    String payload = RawJws.decode(parts(token)[1]);
    if (which == 1) {
      String name = pick(headers);
      return signed(name, headers.get(name).apply(header), payload, token, secret);
    }
    String name = pick(payloads);
    return signed(name, header, payloads.get(name).apply(payload), token, secret);
  }

  private Mutant signed(String name, String header, String payload, String old, String secret) {
    String input = RawJws.encode(header) + "." + RawJws.encode(payload);
    return switch (random.nextInt(4)) {
      case 0 -> new Mutant(name, input + "." + parts(old)[2], false);
      case 1 -> new Mutant(name, input + ".", false);
      case 2 -> new Mutant(name, RawJws.signed(header, payload, "k".repeat(32)), false);
      default -> new Mutant(name, RawJws.signed(header, payload, secret), true);
    };
  }

  private void headerAttacks() {
    for (String algorithm :
        List.of(
            "none", "None", "NONE", "nOnE", "", "HS384", "HS512", "RS256", "ES256", "PS256",
            "EdDSA", "hs256", "dir", "A128KW")) {
      headers.put("alg " + algorithm, h -> h.replace("HS256", algorithm));
    }
    headers.put("alg missing", h -> h.replace("\"alg\"", "\"gla\""));
    headers.put("alg null", h -> h.replace("\"HS256\"", "null"));
    headers.put("alg list", h -> h.replace("\"HS256\"", "[\"HS256\"]"));
    headers.put("alg twice", h -> h.replace("{", "{\"alg\":\"HS256\","));
    headers.put("alg none and HS256", h -> h.replace("{", "{\"alg\":\"none\","));
    for (String parameter :
        List.of(
            "\"crit\":[\"exp\"]",
            "\"b64\":false",
            "\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}",
            "\"jku\":\"https://evil.example\"",
            "\"x5u\":\"https://evil.example\"",
            "\"x5c\":[\"MIIB\"]",
            "\"kid\":7",
            "\"cty\":\"JWT\"",
            "\"enc\":\"A256GCM\"",
            "\"zip\":\"DEF\"",
            "\"x\":[]")) {
      headers.put("header " + parameter, h -> h.replace("{", "{" + parameter + ","));
    }
    headers.put("header cut", h -> h.substring(0, h.length() - 1));
    headers.put("header not an object", h -> "[" + h + "]");
    headers.put("header too long", h -> h.replace("{", "{\"x\":\"" + "x".repeat(600) + "\","));
  }

  private void payloadAttacks() {
    payloads.put("payload list", p -> "[" + p + "]");
    payloads.put("payload string", p -> "\"x\"");
    payloads.put("payload repeated", p -> p + p);
    payloads.put("payload cut", p -> p.substring(0, 1 + random.nextInt(p.length() - 1)));
    payloads.put("payload space", p -> " " + p);
    payloads.put("payload JWT", p -> RawJws.signed(RawJws.HEADER, p, "k".repeat(32)));
    payloads.put("nesting", p -> first(p, "\"x\":" + "[".repeat(99) + "]".repeat(99)));
    payloads.put("duplicate claim", p -> first(p, "\"exp\":99999999999"));
    payloads.put("duplicate of an unknown claim", p -> first(p, "\"x\":1,\"x\":1"));
    payloads.put("duplicate with an escape", p -> first(p, "\"\\u0065xp\":99999999999"));
    for (String time :
        List.of(
            "\"99999999999\"",
            "9999999999999",
            "-1",
            "1e30",
            "99999999999.5",
            "9223372036854775808",
            "null",
            "true",
            "0",
            "[99999999999]")) {
      payloads.put("exp " + time, p -> p.replaceFirst("\"exp\":\\d+", "\"exp\":" + time));
    }
    for (String id :
        List.of(
            "0",
            "-7",
            "1.0",
            "1e3",
            "9223372036854775808",
            "\"01\"",
            "\"7 \"",
            "\"\"",
            "null",
            "true",
            "[7]")) {
      payloads.put(
          "account " + id, p -> p.replaceFirst("\"(accountId|account_id)\":\\d+", "\"$1\":" + id));
    }
    for (String audience :
        List.of(
            "[\"https://app.example.com/run\"]",
            "\"\"",
            "\"https://app.example.com/\"",
            "\"http://app.example.com/run\"",
            "\"https://app.example.com:8443/run\"",
            "\"https://u@app.example.com/run\"",
            "\"https://app.ex\u0430mple.com/run\"",
            "\"https://app.xn--exmple-4nf.com/run\"",
            "\"https://app.example.com.evil.example/run\"",
            "7")) {
      payloads.put("aud " + audience, p -> withAudience(p, audience));
    }
    for (String url :
        List.of(
            "https://acme.monday.com@evil.example",
            "https://evil.example\\\\.monday.com/",
            "https://acme.mon\\tday.com",
            "//acme.monday.com",
            "javascript:alert(1)",
            "https://monday.com.evil.example/",
            "https://evilmonday.com/",
            "http://acme.monday.com/")) {
      payloads.put("backToUrl " + url, p -> withBackToUrl(p, url.replace("\\", "\\\\")));
    }
  }

  /** Replaces {@code backToUrl}. Where there is none, adds it and removes the audience. */
  private static String withBackToUrl(String payload, String url) {
    String changed =
        payload.replaceFirst("\"backToUrl\":\"[^\"]*\"", "\"backToUrl\":\"" + url + "\"");
    return changed.equals(payload)
        ? first(payload, "\"backToUrl\":\"" + url.replace("\\\\", "\\") + "\"")
            .replaceFirst("\"aud\"", "\"dua\"")
        : changed;
  }

  private static String withAudience(String payload, String audience) {
    String changed = payload.replaceFirst("\"aud\":\"[^\"]*\"", "\"aud\":" + audience);
    return changed.equals(payload) ? first(payload, "\"aud\":\"https://evil.example/\"") : changed;
  }

  private static String first(String object, String field) {
    return "{" + field + "," + object.substring(1);
  }

  private String pick(Map<String, UnaryOperator<String>> attacks) {
    int skip = random.nextInt(attacks.size());
    return attacks.keySet().stream().skip(skip).findFirst().orElseThrow();
  }

  private String anyOf(String characters) {
    return String.valueOf(characters.charAt(random.nextInt(characters.length())));
  }

  private String replaced(String token, String by) {
    int at = random.nextInt(token.length());
    return token.substring(0, at) + by + token.substring(at + 1);
  }

  private String inserted(String token, String what) {
    int at = random.nextInt(token.length() + 1);
    return token.substring(0, at) + what + token.substring(at);
  }

  private String swapped(String token) {
    int at = random.nextInt(token.length() - 1);
    return token.substring(0, at)
        + token.charAt(at + 1)
        + token.charAt(at)
        + token.substring(at + 2);
  }

  private String caseChanged(String token) {
    int at = random.nextInt(token.length());
    char c = token.charAt(at);
    char other = Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c);
    return token.substring(0, at) + other + token.substring(at + 1);
  }

  private String repeated(String token) {
    int from = random.nextInt(token.length());
    int to = from + random.nextInt(token.length() - from);
    return token.substring(0, to) + token.substring(from);
  }

  private String bitFlipped(String token) {
    byte[] signature = Base64.getUrlDecoder().decode(parts(token)[2]);
    int bit = random.nextInt(256);
    signature[bit / 8] ^= (byte) (1 << (bit % 8));
    return parts(token)[0] + "." + parts(token)[1] + "." + RawJws.encode(signature);
  }

  private static char nextInAlphabet(char last) {
    return ALPHABET.charAt(ALPHABET.indexOf(last) + 1);
  }

  private static String[] parts(String token) {
    return token.split("\\.", -1);
  }

  /**
   * A mutated token.
   *
   * @param attack the name of the attack
   * @param text the token
   * @param signed whether the signature is valid
   */
  record Mutant(String attack, String text, boolean signed) {}
}
