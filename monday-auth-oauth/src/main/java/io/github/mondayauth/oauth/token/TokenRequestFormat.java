package io.github.mondayauth.oauth.token;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a provider expects token requests (RFC 6749 sections 4.1.3 and 6).
 *
 * @param clientAuthentication how the client secret is sent
 * @param json whether parameters are sent as a JSON object and not as a form
 * @param pkce whether the code verifier (RFC 7636) is sent
 * @param headers further headers
 * @param parameters further parameters of every token request
 * @param codeParameters further parameters of code exchanges only
 */
public record TokenRequestFormat(
    ClientAuthentication clientAuthentication,
    boolean json,
    boolean pkce,
    Map<String, String> headers,
    Map<String, String> parameters,
    Map<String, String> codeParameters) {

  /** Copies the maps, and keeps their order. */
  public TokenRequestFormat {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    codeParameters = Collections.unmodifiableMap(new LinkedHashMap<>(codeParameters));
  }

  /** monday.com's format: a JSON object with the client secret, and PKCE. */
  public static TokenRequestFormat ofMonday() {
    return new TokenRequestFormat(
        ClientAuthentication.POST, true, true, Map.of(), Map.of(), Map.of());
  }
}
