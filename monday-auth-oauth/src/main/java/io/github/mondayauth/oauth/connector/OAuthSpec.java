package io.github.mondayauth.oauth;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What an application asks of a service beside the standard.
 *
 * @param scopes the scopes to ask for
 * @param authorizeParameters further parameters of the authorization request
 * @param tokenParameters further parameters of token requests
 * @param kept members of the token answer that become attributes
 * @param oneTokenRevoked whether revoking a token ends that token alone
 */
record Wishes(
    Set<String> scopes,
    Map<String, String> authorizeParameters,
    Map<String, String> tokenParameters,
    Set<String> kept,
    boolean oneTokenRevoked) {
  static final Wishes NONE = new Wishes(Set.of(), Map.of(), Map.of(), Set.of(), false);

  private static final Set<String> RESERVED =
      Set.of(
          "response_type",
          "response_mode",
          "client_id",
          "client_secret",
          "redirect_uri",
          "scope",
          "state",
          "code",
          "code_challenge",
          "code_challenge_method",
          "code_verifier",
          "grant_type",
          "refresh_token",
          "request",
          "request_uri");

  Wishes withScopes(Set<String> names) {
    return new Wishes(names, authorizeParameters, tokenParameters, kept, oneTokenRevoked);
  }

  Wishes withAuthorizeParameter(String name, String value) {
    Map<String, String> more = more(authorizeParameters, name, value);
    return new Wishes(scopes, more, tokenParameters, kept, oneTokenRevoked);
  }

  Wishes withTokenParameter(String name, String value) {
    Map<String, String> more = more(tokenParameters, name, value);
    return new Wishes(scopes, authorizeParameters, more, kept, oneTokenRevoked);
  }

  Wishes withKept(String member) {
    Set<String> more = new LinkedHashSet<>(kept);
    more.add(member);
    return new Wishes(
        scopes,
        authorizeParameters,
        tokenParameters,
        Collections.unmodifiableSet(more),
        oneTokenRevoked);
  }

  Wishes withOneTokenRevoked() {
    return new Wishes(scopes, authorizeParameters, tokenParameters, kept, true);
  }

  private static Map<String, String> more(Map<String, String> map, String name, String value) {
    if (RESERVED.contains(name)) {
      throw new IllegalArgumentException("the parameter " + name + " is set by the library");
    }
    Map<String, String> copy = new LinkedHashMap<>(map);
    copy.put(name, value);
    return Collections.unmodifiableMap(copy);
  }
}
