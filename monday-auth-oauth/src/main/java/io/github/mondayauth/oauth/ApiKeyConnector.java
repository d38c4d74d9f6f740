package io.github.mondayauth.oauth;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.MondayUser;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A service with API keys as a connection: the user types the key into a form. Immutable and safe
 * for use by several threads.
 */
public final class ApiKeyConnector implements Connector {
  private static final String FIELD = "[a-z0-9_]{1,32}";

  private final Traits traits;
  private final String label;
  private final @Nullable String help;
  private final Map<String, String> fields;
  private final Predicate<Credential> check;

  private ApiKeyConnector(
      Traits traits,
      String label,
      @Nullable String help,
      Map<String, String> fields,
      Predicate<Credential> check) {
    this.traits = traits;
    this.label = label;
    this.help = help;
    this.fields = fields;
    this.check = check;
  }

  static ApiKeyConnector of(String name, String label) {
    if (name.equals(MondayConnector.NAME)) {
      throw new IllegalArgumentException("the name " + name + " is monday.com's own");
    }
    return new ApiKeyConnector(
        Traits.named(name), requireNonNull(label), null, Map.of(), credential -> true);
  }

  /**
   * A sentence under the key's field: where the user finds the key, which rights it needs.
   *
   * @param text plain text
   * @return a new connector
   */
  public ApiKeyConnector help(String text) {
    return new ApiKeyConnector(traits, label, requireNonNull(text), fields, check);
  }

  /**
   * A further field of the form, required and shown as it is typed, as the address of the user's
   * instance. It becomes an attribute of the credential; an application that calls an address from
   * here checks it first.
   *
   * @param name the attribute's name: 1 to 32 characters of a to z, 0 to 9 and underscore
   * @param text the field's label
   * @return a new connector
   * @throws IllegalArgumentException if the name is malformed
   */
  public ApiKeyConnector field(String name, String text) {
    if (!name.matches(FIELD)) {
      throw new IllegalArgumentException("a field's name is 1 to 32 of a-z, 0-9 and _");
    }
    Map<String, String> more = new LinkedHashMap<>(fields);
    more.put(name, requireNonNull(text));
    return new ApiKeyConnector(traits, label, help, Collections.unmodifiableMap(more), check);
  }

  /**
   * Asks the service whether it accepts the key, before it is stored. What the check throws counts
   * as the service being unavailable. Default: every key is stored.
   *
   * @param accepts whether the service accepts the credential; called on the thread of the request,
   *     to be bounded in time by the application
   * @return a new connector
   */
  public ApiKeyConnector check(Predicate<Credential> accepts) {
    return new ApiKeyConnector(traits, label, help, fields, requireNonNull(accepts));
  }

  /**
   * How pages and notifications name it. Default: the name with a capital letter.
   *
   * @param text 1 to 60 characters
   * @return a new connector
   * @throws IllegalArgumentException if it is blank or longer
   */
  public ApiKeyConnector title(String text) {
    return with(traits.titled(text));
  }

  /**
   * Keeps one key for the whole account, that of whoever connects first. Default: one for each
   * user.
   *
   * @return a new connector
   */
  public ApiKeyConnector perAccount() {
    return perAccount(user -> true);
  }

  /**
   * Keeps one key for the whole account, which only some users may enter; the others are told to
   * ask one of them.
   *
   * @param mayConnect whether a user may enter it
   * @return a new connector
   */
  public ApiKeyConnector perAccount(Predicate<MondayUser> mayConnect) {
    return with(traits.ofAccount(requireNonNull(mayConnect)));
  }

  /**
   * Lets users skip it. Default: required.
   *
   * @return a new connector
   */
  public ApiKeyConnector optional() {
    return with(traits.skippable());
  }

  @Override
  public String name() {
    return traits.name();
  }

  Traits traits() {
    return traits;
  }

  String label() {
    return label;
  }

  @Nullable String help() {
    return help;
  }

  Map<String, String> fields() {
    return fields;
  }

  boolean accepts(Credential offered) {
    return check.test(offered);
  }

  private ApiKeyConnector with(Traits changed) {
    return new ApiKeyConnector(changed, label, help, fields, check);
  }

  /** Shows the name. */
  @Override
  public String toString() {
    return name();
  }
}
