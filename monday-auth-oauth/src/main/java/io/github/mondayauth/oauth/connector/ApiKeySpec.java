package io.github.mondayauth.oauth.connector;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.token.Grant;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A service whose users enter an API key into a form. {@code ApiKeyConnector} is its public facade.
 * Immutable.
 */
public final class ApiKeySpec implements ConnectorSpec {
  private static final String FIELD = "[a-z0-9_]{1,32}";

  private final ConnectorOptions options;
  private final String label;
  private final @Nullable String help;
  private final @Nullable URI helpPage;
  private final Map<String, String> fields;
  private final Predicate<Grant> check;

  private ApiKeySpec(
      ConnectorOptions options,
      String label,
      @Nullable String help,
      @Nullable URI helpPage,
      Map<String, String> fields,
      Predicate<Grant> check) {
    this.options = options;
    this.label = label;
    this.help = help;
    this.helpPage = helpPage;
    this.fields = fields;
    this.check = check;
  }

  /**
   * A connector with the default options.
   *
   * @param label the service's word for the key
   * @throws IllegalArgumentException if the name is malformed or reserved
   */
  public static ApiKeySpec of(String name, String label) {
    return new ApiKeySpec(
        ConnectorOptions.ofService(name),
        requireNonNull(label),
        null,
        null,
        Map.of(),
        grant -> true);
  }

  /** Sets the sentence below the key's field. */
  public ApiKeySpec withHelp(String text) {
    return new ApiKeySpec(options, label, requireNonNull(text), helpPage, fields, check);
  }

  /**
   * Sets the page that explains where to find the key.
   *
   * @throws IllegalArgumentException if it is not an https URL
   */
  public ApiKeySpec withHelpPage(URI page) {
    if (!"https".equalsIgnoreCase(page.getScheme()) || page.getHost() == null) {
      throw new IllegalArgumentException("helpPage: expected an https URL, found " + page);
    }
    return new ApiKeySpec(options, label, help, page, fields, check);
  }

  /**
   * Adds a field to the form.
   *
   * @throws IllegalArgumentException if the name is malformed
   */
  public ApiKeySpec withField(String name, String fieldLabel) {
    if (!name.matches(FIELD)) {
      throw new IllegalArgumentException(
          "the name of a field: expected 1 to 32 of a-z, 0-9 and _, found " + name);
    }
    Map<String, String> more = new LinkedHashMap<>(fields);
    more.put(name, requireNonNull(fieldLabel));
    return new ApiKeySpec(options, label, help, helpPage, Collections.unmodifiableMap(more), check);
  }

  /** Sets the check that a key must pass. */
  public ApiKeySpec withCheck(Predicate<Grant> accepts) {
    return new ApiKeySpec(options, label, help, helpPage, fields, requireNonNull(accepts));
  }

  /** Sets the title. */
  public ApiKeySpec withTitle(String text) {
    return with(options.withTitle(text));
  }

  /** Shares one key in the whole account, which only some users may enter. */
  public ApiKeySpec withPerAccount(ConnectRule rule) {
    return with(options.withPerAccount(rule));
  }

  /** Lets users skip it. */
  public ApiKeySpec withOptional() {
    return with(options.withOptional());
  }

  private ApiKeySpec with(ConnectorOptions changed) {
    return new ApiKeySpec(changed, label, help, helpPage, fields, check);
  }

  /** The service's word for the key. */
  public String label() {
    return label;
  }

  /** The sentence below the key's field, or null for none. */
  public @Nullable String help() {
    return help;
  }

  /** The page that explains where to find the key, or null for none. */
  public @Nullable URI helpPage() {
    return helpPage;
  }

  /** The labels of the form's other fields, by name. */
  public Map<String, String> fields() {
    return fields;
  }

  @Override
  public boolean accepts(Grant offered) {
    try {
      return check.test(offered);
    } catch (Exception e) {
      // Not only what is unchecked: in Kotlin, code throws what it does not declare. Not as a
      // cause: an application's exception may quote the key.
      throw new OAuthException(
          OAuthException.Reason.UNAVAILABLE,
          name() + ": the check of the key threw " + e.getClass().getSimpleName());
    }
  }

  @Override
  public ConnectorOptions options() {
    return options;
  }

  @Override
  public boolean provesUser() {
    return false;
  }

  @Override
  public boolean hasProfiles() {
    return true;
  }

  @Override
  public Entry entry() {
    return Entry.KEY;
  }

  @Override
  public boolean serves(Grant grant) {
    return true;
  }

  @Override
  public boolean covers(Grant grant) {
    return true;
  }

  @Override
  public Optional<ConsentSpec> consent() {
    return Optional.empty();
  }

  /** Shows the name. */
  @Override
  public String toString() {
    return name();
  }
}
