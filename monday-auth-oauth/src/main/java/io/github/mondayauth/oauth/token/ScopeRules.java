package io.github.mondayauth.oauth.token;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** How a provider's list of granted scopes is compared with the scopes that are required. */
public final class ScopeRules {
  /** Each required scope is listed under its own name. */
  public static final ScopeRules EXACT = new ScopeRules(false, List.of());

  /** A scope that permits what others do, in which {@code *} stands for the same text. */
  private record Implied(String granted, List<String> required) {}

  private final boolean ignored;
  private final List<Implied> implications;

  private ScopeRules(boolean ignored, List<Implied> implications) {
    this.ignored = ignored;
    this.implications = implications;
  }

  /** Disregards the granted scopes. */
  public ScopeRules ignoringGranted() {
    return new ScopeRules(true, implications);
  }

  /**
   * Adds a scope that permits what others do.
   *
   * @param granted the scope that the provider lists
   * @param required the scopes that need not be listed then
   * @throws IllegalArgumentException if one has more than one {@code *}, or a required scope has
   *     one and the granted scope has none
   */
  public ScopeRules withImplied(String granted, String... required) {
    Scopes.checked(List.of(granted));
    Scopes.checked(List.of(required));
    for (String scope : required) {
      if (stars(granted) > 1 || stars(scope) > stars(granted)) {
        throw new IllegalArgumentException(
            "scopes: expected at most one * in each, and one in the granted scope if there is one"
                + " in the others, found "
                + granted
                + " and "
                + scope);
      }
    }
    List<Implied> more = new ArrayList<>(implications);
    more.add(new Implied(granted, Arrays.asList(required.clone())));
    return new ScopeRules(ignored, List.copyOf(more));
  }

  private static long stars(String scope) {
    return scope.chars().filter(c -> c == '*').count();
  }

  boolean areGrantedIgnored() {
    return ignored;
  }

  /** Whether a required scope is among the granted ones, or implied by one of them. */
  boolean isGranted(String required, Set<String> granted) {
    return granted.contains(required)
        || implications.stream()
            .anyMatch(
                implied ->
                    implied.required().stream()
                        .anyMatch(
                            pattern -> isImplied(implied.granted(), pattern, required, granted)));
  }

  private static boolean isImplied(
      String grantedPattern, String pattern, String required, Set<String> granted) {
    int star = pattern.indexOf('*');
    if (star < 0) {
      return pattern.equals(required)
          && granted.stream().anyMatch(scope -> matches(grantedPattern, scope));
    }
    if (!matches(pattern, required)) {
      return false;
    }
    String text = required.substring(star, required.length() - (pattern.length() - star - 1));
    return granted.contains(grantedPattern.replace("*", text));
  }

  private static boolean matches(String pattern, String scope) {
    int star = pattern.indexOf('*');
    return star < 0
        ? pattern.equals(scope)
        : scope.length() >= pattern.length() - 1
            && scope.startsWith(pattern.substring(0, star))
            && scope.endsWith(pattern.substring(star + 1));
  }
}
