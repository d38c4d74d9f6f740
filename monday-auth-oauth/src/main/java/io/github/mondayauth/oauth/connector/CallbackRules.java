package io.github.mondayauth.oauth.connector;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.Secret;
import io.github.mondayauth.internal.ConstantTime;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.web.QueryParameters;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What a provider adds to callbacks in addition to RFC 6749 section 4.1.2, and how it is checked.
 *
 * @param parameters the parameters that become attributes of the credential, and whether each is
 *     required
 * @param host the parameter that must be the customer's host, or null
 * @param hmac the parameter that authenticates all others with the client secret, or null
 */
record CallbackRules(
    Map<String, Boolean> parameters, @Nullable String host, @Nullable String hmac) {
  /** Nothing is added. */
  static final CallbackRules NONE = new CallbackRules(Map.of(), null, null);

  private static final int MAX_LENGTH = 200;
  private static final String HMAC = "HmacSHA256";

  CallbackRules withParameter(String name, boolean required) {
    ReservedParameters.check(name, "");
    Map<String, Boolean> more = new LinkedHashMap<>(parameters);
    more.put(name, required);
    return new CallbackRules(more, host, hmac);
  }

  CallbackRules withHost(String parameter) {
    return new CallbackRules(parameters, parameter, hmac);
  }

  CallbackRules withHmac(String parameter) {
    return new CallbackRules(parameters, host, parameter);
  }

  /**
   * Checks a callback that contains a code.
   *
   * @param name the connection's name, for messages
   * @param expectedHost the customer's host
   * @param secret the client secret, or null for a public client
   * @return the attributes that it adds to the credential
   * @throws OAuthException with {@code PARAMETERS} if a required parameter is missing or malformed,
   *     and with {@code CALLBACK} if the callback is not from this host or not authentic
   */
  Map<String, String> check(
      String name, QueryParameters callback, String expectedHost, @Nullable Secret secret) {
    if (hmac != null && !isAuthentic(callback, hmac, secret)) {
      throw new OAuthException(
          Reason.CALLBACK,
          name + ": parameter " + hmac + " is missing or does not match the client secret");
    }
    if (host != null && !expectedHost.equals(callback.one(host))) {
      throw new OAuthException(
          Reason.CALLBACK,
          name + ": parameter " + host + ": expected the customer's host, found another or none");
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    for (Map.Entry<String, Boolean> parameter : parameters.entrySet()) {
      String value =
          parameter.getValue()
              ? callback.required(parameter.getKey())
              : callback.one(parameter.getKey());
      if (value != null) {
        attributes.put(parameter.getKey(), checked(parameter.getKey(), value));
      }
    }
    return attributes;
  }

  private static String checked(String name, String value) {
    if (value.length() > MAX_LENGTH || value.chars().anyMatch(Character::isISOControl)) {
      throw new OAuthException(
          Reason.PARAMETERS,
          "parameter "
              + name
              + ": expected at most "
              + MAX_LENGTH
              + " characters without control characters, found another value");
    }
    return value;
  }

  /**
   * Whether the parameter is the HMAC-SHA256, in hexadecimal, of all other parameters in their
   * order by name, keyed with the client secret, as Shopify documents it.
   */
  private static boolean isAuthentic(
      QueryParameters callback, String parameter, @Nullable Secret secret) {
    String found = callback.one(parameter);
    if (found == null || secret == null) {
      return false;
    }
    String message =
        new TreeSet<>(callback.names())
            .stream()
                .filter(name -> !name.equals(parameter))
                .map(name -> encoded(name) + "=" + encoded(callback.value(name)))
                .collect(Collectors.joining("&"));
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret.reveal().getBytes(UTF_8), HMAC));
      String expected = HexFormat.of().formatHex(mac.doFinal(message.getBytes(US_ASCII)));
      return ConstantTime.areEqual(found, expected);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA256 is not available", e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
