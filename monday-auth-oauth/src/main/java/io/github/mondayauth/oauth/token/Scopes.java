package io.github.mondayauth.oauth.token;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Scopes in the syntax of RFC 6749 section 3.3, and in that of providers. */
public final class Scopes {
  /**
   * Scopes that change the token response and permit nothing at the service. Providers need not
   * list them among the granted scopes.
   */
  static final Set<String> UNLISTED = Set.of("openid", "offline_access");

  private Scopes() {}

  /**
   * Checks scopes that are to be requested.
   *
   * @return the scopes in the given order, without duplicates
   * @throws IllegalArgumentException if one is malformed
   */
  public static Set<String> checked(List<String> scopes) {
    for (String scope : scopes) {
      if (!scope.matches("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,200}")) {
        throw new IllegalArgumentException(
            "a scope: expected 1 to 200 printable ASCII characters without space, quote and"
                + " backslash, found \""
                + scope
                + "\"");
      }
    }
    return Collections.unmodifiableSet(new LinkedHashSet<>(scopes));
  }

  /**
   * Splits a list of scopes at spaces and commas, because monday.com and others use either,
   * whatever they document.
   */
  static Set<String> parse(String list) {
    return Arrays.stream(list.split("[ ,]+"))
        .filter(scope -> !scope.isEmpty())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
