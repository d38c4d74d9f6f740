package io.github.mondayauth.oauth.connector;

import io.github.mondayauth.oauth.http.GuardedTransport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The connectors of an application, in the order in which users connect them. */
public final class Connectors {
  private final List<ConnectorSpec> specs;

  private Connectors(List<ConnectorSpec> specs) {
    this.specs = specs;
  }

  /**
   * Puts monday.com first, because it proves who the user is to the connections that follow, and
   * keeps the order of the others.
   *
   * @throws IllegalArgumentException if two connectors have the same name, or the scopes of
   *     monday.com's connector do not identify the user
   */
  public static Connectors of(List<ConnectorSpec> specs) {
    Set<String> names = new HashSet<>();
    List<ConnectorSpec> ordered = new ArrayList<>();
    for (ConnectorSpec spec : specs) {
      if (!names.add(spec.name())) {
        throw new IllegalArgumentException("two connections have the name " + spec.name());
      }
      spec.checkScopes();
      ordered.add(spec.provesUser() ? 0 : ordered.size(), spec);
    }
    return new Connectors(List.copyOf(ordered));
  }

  /** All connectors, in order. */
  public List<ConnectorSpec> all() {
    return specs;
  }

  /**
   * The connector whose leg shows whose browser this is, whenever that is needed, or empty if there
   * is none. A connection of the whole account cannot be made by each user.
   */
  public Optional<ConnectorSpec> proof() {
    return specs.stream()
        .filter(spec -> spec.provesUser() && !spec.options().perAccount())
        .findFirst();
  }

  /**
   * Checks that every user can complete monday.com's leg.
   *
   * @throws IllegalArgumentException if monday.com is missing, optional, or connected once for the
   *     whole account
   */
  public void requireProof() {
    if (proof().filter(spec -> !spec.options().optional()).isEmpty()) {
      throw new IllegalArgumentException(
          "requireMondayLeg: expected Connector.monday without perAccount() and optional(), found"
              + " none");
    }
  }

  /**
   * Checks that the role of each user can be queried if a connection depends on it.
   *
   * @throws IllegalArgumentException if monday.com is missing, optional, connected once for the
   *     whole account, or does not request {@code me:read}
   */
  public void requireRoles() {
    boolean canQuery =
        proof().filter(spec -> !spec.isOptional() && spec.requests("me:read")).isPresent();
    for (ConnectorSpec spec : specs) {
      if (spec.options().connectRule() instanceof ConnectRule.Role && !canQuery) {
        throw new IllegalArgumentException(
            spec.name()
                + ": perAccount with a role: expected Connector.monday with the scope me:read, and"
                + " without perAccount(...) and optional(), to query the role of a user, found"
                + " none");
      }
    }
  }

  /**
   * The connector of this name, or empty if there is none. Runs for every credential that is read,
   * so it uses no stream.
   */
  public Optional<ConnectorSpec> find(String name) {
    for (ConnectorSpec spec : specs) {
      if (spec.name().equals(name)) {
        return Optional.of(spec);
      }
    }
    return Optional.empty();
  }

  /**
   * The connector of a name that the application gave.
   *
   * @throws IllegalArgumentException if there is none
   */
  public ConnectorSpec known(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no connection is named "
                        + name
                        + ". Known names: "
                        + specs.stream().map(ConnectorSpec::name).toList()));
  }

  /**
   * Checks that all endpoints may receive secrets.
   *
   * @throws IllegalArgumentException if one does not use https
   */
  public void checkEndpoints(GuardedTransport transport) {
    for (ConnectorSpec spec : specs) {
      spec.consent().ifPresent(consent -> consent.checkEndpoints(transport));
    }
  }
}
