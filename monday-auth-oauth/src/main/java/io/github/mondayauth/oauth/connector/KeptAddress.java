package io.github.mondayauth.oauth.connector;

import java.net.URI;
import java.util.function.Predicate;

/**
 * Checks the base address of an API in a token response: access tokens are sent there.
 *
 * @param allowed the hosts of the service
 */
record KeptAddress(AllowedHosts allowed) implements Predicate<String> {
  /** Whether it is an https address without user, query and fragment on an allowed host. */
  @Override
  public boolean test(String value) {
    URI uri;
    try {
      uri = URI.create(value);
    } catch (IllegalArgumentException malformed) {
      return false;
    }
    String host = uri.getHost();
    String authority = uri.getRawAuthority();
    return "https".equals(uri.getScheme())
        && host != null
        && host.equals(authority)
        && uri.getRawQuery() == null
        && uri.getRawFragment() == null
        && allowed.match(host).isPresent();
  }
}
