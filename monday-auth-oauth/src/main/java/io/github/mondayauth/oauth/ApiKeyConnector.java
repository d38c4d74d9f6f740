package io.github.mondayauth.oauth;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.MondayUser;
import io.github.mondayauth.oauth.connector.ApiKeySpec;
import io.github.mondayauth.oauth.connector.ConnectRule;
import java.net.URI;
import java.util.function.Predicate;

/**
 * A service with API keys as a connection: the user enters the key into a form. Immutable and safe
 * for use by several threads.
 */
public final class ApiKeyConnector implements Connector {
  private final ApiKeySpec spec;

  ApiKeyConnector(ApiKeySpec spec) {
    this.spec = spec;
  }

  /**
   * A sentence below the key's field that says where to find the key and which permissions it
   * needs.
   *
   * @param text plain text
   * @return a new connector
   */
  public ApiKeyConnector help(String text) {
    return new ApiKeyConnector(spec.withHelp(text));
  }

  /**
   * A page of the service that explains where to find the key. The form links to it: <i>Where do I
   * find my key?</i>
   *
   * @param page an https URL, which opens in a new tab
   * @return a new connector
   * @throws IllegalArgumentException if it is not an https URL
   */
  public ApiKeyConnector helpPage(URI page) {
    return new ApiKeyConnector(spec.withHelpPage(page));
  }

  /**
   * Adds a field to the form, for example for the address of the user's instance. The field is
   * required, and its value becomes an attribute of the credential. If your application sends
   * requests to an address from such a field, validate the address first.
   *
   * @param name the attribute's name: 1 to 32 characters of a to z, 0 to 9 and underscore
   * @param text the field's label
   * @return a new connector
   * @throws IllegalArgumentException if the name is malformed
   */
  public ApiKeyConnector field(String name, String text) {
    return new ApiKeyConnector(spec.withField(name, text));
  }

  /**
   * Checks a key with the service before it is stored. If the check throws an exception, the
   * service counts as unavailable. Default: every key is stored.
   *
   * @param accepts whether the service accepts the credential. It runs on the thread of the
   *     request; set a timeout in your check.
   * @return a new connector
   */
  public ApiKeyConnector check(Predicate<Credential> accepts) {
    requireNonNull(accepts);
    return new ApiKeyConnector(spec.withCheck(grant -> accepts.test(Credential.of(null, grant))));
  }

  /**
   * The service's name on pages and in notifications. Default: the connection's name with a capital
   * first letter.
   *
   * @param text 1 to 60 characters
   * @return a new connector
   * @throws IllegalArgumentException if it is blank or longer
   */
  public ApiKeyConnector title(String text) {
    return new ApiKeyConnector(spec.withTitle(text));
  }

  /**
   * Stores one key for the whole account, which users with a certain role may enter. After a
   * service refused it with status 401, it stays in use unless {@link #check} refuses it too, since
   * the reason may be what a single user did. A stored one is replaced only if it no longer works,
   * or by {@link Connections#reconnect}. Other users see a page that says whom to ask. Default: one
   * key for each user.
   *
   * @param policy who may enter it
   * @return a new connector
   */
  public ApiKeyConnector perAccount(ConnectPolicy policy) {
    return new ApiKeyConnector(spec.withPerAccount(policy.rule()));
  }

  /**
   * Like {@link #perAccount(ConnectPolicy)}, for users whom the application chooses.
   *
   * @param mayConnect whether a user may enter it; called when the connection begins and again
   *     before it is stored. A user for whom it throws an exception may not
   * @return a new connector
   */
  public ApiKeyConnector perAccount(Predicate<MondayUser> mayConnect) {
    return new ApiKeyConnector(
        spec.withPerAccount(new ConnectRule.Chosen(requireNonNull(mayConnect))));
  }

  /**
   * Lets users skip this connection. Default: required.
   *
   * @return a new connector
   */
  public ApiKeyConnector optional() {
    return new ApiKeyConnector(spec.withOptional());
  }

  @Override
  public String name() {
    return spec.name();
  }

  ApiKeySpec spec() {
    return spec;
  }

  /** Shows the name. */
  @Override
  public String toString() {
    return name();
  }
}
