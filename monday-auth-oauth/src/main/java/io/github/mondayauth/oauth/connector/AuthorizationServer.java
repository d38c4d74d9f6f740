package io.github.mondayauth.oauth;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What differs between authorization servers beside their addresses.
 *
 * @param basic whether the client secret goes into the {@code Authorization} header
 * @param scopeSeparator what stands between scopes
 * @param issuer what {@code iss} must be, or null if it is not looked at
 * @param issuerPromised whether a callback without {@code iss} is refused
 * @param scopesIgnored whether the scopes it names are not compared with those it was asked for
 * @param tokenTypes token types that are accepted beside {@code bearer}, in lower case
 */
record Habits(
    boolean basic,
    String scopeSeparator,
    @Nullable String issuer,
    boolean issuerPromised,
    boolean scopesIgnored,
    Set<String> tokenTypes) {
  static final Habits USUAL = new Habits(false, " ", null, false, false, Set.of());

  Habits {
    tokenTypes = Set.copyOf(tokenTypes);
  }

  Habits withBasic() {
    return new Habits(true, scopeSeparator, issuer, issuerPromised, scopesIgnored, tokenTypes);
  }

  Habits withSeparator(String separator) {
    return new Habits(basic, separator, issuer, issuerPromised, scopesIgnored, tokenTypes);
  }

  Habits withIssuer(String identifier, boolean promised) {
    return new Habits(basic, scopeSeparator, identifier, promised, scopesIgnored, tokenTypes);
  }

  Habits withScopesIgnored() {
    return new Habits(basic, scopeSeparator, issuer, issuerPromised, true, tokenTypes);
  }

  Habits withTokenType(String type) {
    Set<String> more = new TreeSet<>(tokenTypes);
    more.add(type);
    return new Habits(basic, scopeSeparator, issuer, issuerPromised, scopesIgnored, more);
  }
}
