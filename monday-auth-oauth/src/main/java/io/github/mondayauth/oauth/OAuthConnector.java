package io.github.mondayauth.oauth;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A service with OAuth 2.0 as a connection: the application's registration with an {@link
 * OAuthServer}, and what it asks for. Immutable and safe for use by several threads.
 */
public final class OAuthConnector implements Connector {
  private final Traits traits;
  private final OAuthServer server;
  private final String clientId;
  private final @Nullable Secret clientSecret;
  private final Wishes wishes;

  private OAuthConnector(
      Traits traits,
      OAuthServer server,
      String clientId,
      @Nullable Secret clientSecret,
      Wishes wishes) {
    this.traits = traits;
    this.server = server;
    this.clientId = clientId;
    this.clientSecret = clientSecret;
    this.wishes = wishes;
  }

  static OAuthConnector of(
      String name, OAuthServer server, String clientId, @Nullable Secret clientSecret) {
    if (name.equals(MondayConnector.NAME)) {
      throw new IllegalArgumentException("the name " + name + " is monday.com's own");
    }
    if (clientId.isBlank()) {
      throw new IllegalArgumentException("the client id of " + name + " is blank");
    }
    return new OAuthConnector(
        Traits.named(name), requireNonNull(server), clientId, clientSecret, Wishes.NONE);
  }

  /**
   * The scopes to ask for. A credential that is known not to cover them counts as not connected.
   * Default: none, which leaves the choice to the service.
   *
   * @param names the scopes
   * @return a new connector
   * @throws IllegalArgumentException if one has a space or other characters no scope has
   */
  public OAuthConnector scopes(String... names) {
    return with(wishes.withScopes(Scopes.checked(List.of(names))));
  }

  /**
   * A further parameter of the authorization request, as {@code audience} or {@code prompt}.
   *
   * @param name its name; none of those RFC 6749 and RFC 7636 define
   * @param value its value
   * @return a new connector
   * @throws IllegalArgumentException if the name is one of theirs
   */
  public OAuthConnector parameter(String name, String value) {
    return with(wishes.withAuthorizeParameter(name, requireNonNull(value)));
  }

  /**
   * A further parameter of every token request, as {@code resource}.
   *
   * @param name its name; none of those RFC 6749 and RFC 7636 define
   * @param value its value
   * @return a new connector
   * @throws IllegalArgumentException if the name is one of theirs
   */
  public OAuthConnector tokenParameter(String name, String value) {
    return with(wishes.withTokenParameter(name, requireNonNull(value)));
  }

  /**
   * Keeps a member of the token answer as an attribute of the credential, as {@code instance_url}.
   *
   * @param member the member's name; its value is a text, number or boolean
   * @return a new connector
   */
  public OAuthConnector keepMember(String member) {
    return with(wishes.withKept(requireNonNull(member)));
  }

  /**
   * Declares that revoking a token ends that token alone and not the user's whole grant, so that a
   * token that turns out to be of no use can be revoked without harm to others. Default: such a
   * token is dropped.
   *
   * @return a new connector
   */
  public OAuthConnector revocationEndsOneToken() {
    return with(wishes.withOneTokenRevoked());
  }

  /**
   * How pages and notifications name it. Default: the name with a capital letter.
   *
   * @param text 1 to 60 characters
   * @return a new connector
   * @throws IllegalArgumentException if it is blank or longer
   */
  public OAuthConnector title(String text) {
    return with(traits.titled(text));
  }

  /**
   * Keeps one credential for the whole account, that of whoever connects first. Recommended where
   * automations of a shared board run for everybody. Default: one for each user.
   *
   * @return a new connector
   */
  public OAuthConnector perAccount() {
    return perAccount(user -> true);
  }

  /**
   * Keeps one credential for the whole account, which only some users may connect; the others are
   * told to ask one of them.
   *
   * @param mayConnect whether a user may connect it
   * @return a new connector
   */
  public OAuthConnector perAccount(Predicate<MondayUser> mayConnect) {
    return with(traits.ofAccount(requireNonNull(mayConnect)));
  }

  /**
   * Lets users skip it. Default: required.
   *
   * @return a new connector
   */
  public OAuthConnector optional() {
    return with(traits.skippable());
  }

  @Override
  public String name() {
    return traits.name();
  }

  Traits traits() {
    return traits;
  }

  OAuthServer server() {
    return server;
  }

  String clientId() {
    return clientId;
  }

  @Nullable Secret clientSecret() {
    return clientSecret;
  }

  Wishes wishes() {
    return wishes;
  }

  private OAuthConnector with(Wishes changed) {
    return new OAuthConnector(traits, server, clientId, clientSecret, changed);
  }

  private OAuthConnector with(Traits changed) {
    return new OAuthConnector(changed, server, clientId, clientSecret, wishes);
  }

  /** Shows the name. */
  @Override
  public String toString() {
    return name();
  }
}
