package io.github.mondayauth.oauth;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Scopes as RFC 6749 section 3.3 writes them, and as providers do. */
final class Scopes {
  /** Asks for a refresh token; providers leave it out of what they granted. */
  private static final String OFFLINE = "offline_access";

  private Scopes() {}

  /** In the order they were given, each once. */
  static Set<String> checked(List<String> scopes) {
    for (String scope : scopes) {
      if (!scope.matches("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,200}")) {
        throw new IllegalArgumentException("a scope is printable ASCII without spaces and quotes");
      }
    }
    return Collections.unmodifiableSet(new LinkedHashSet<>(scopes));
  }

  /** Separated by spaces or commas: monday.com and others use either, whatever they document. */
  static Set<String> parse(String text) {
    return Arrays.stream(text.split("[ ,]+"))
        .filter(scope -> !scope.isEmpty())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Whether a grant is enough. What the provider named counts, else what it was asked for. */
  static boolean cover(Grant grant, Set<String> required, boolean ignoreGranted) {
    boolean named = !grant.granted().isEmpty() && !ignoreGranted;
    Set<String> has = named ? grant.granted() : grant.requested();
    return has.isEmpty()
        || required.stream().allMatch(scope -> has.contains(scope) || scope.equals(OFFLINE));
  }
}
