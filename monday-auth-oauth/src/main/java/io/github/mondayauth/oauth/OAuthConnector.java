package io.github.mondayauth.oauth;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A service with OAuth 2.0 as a connection: the application's registration with an {@link
 * OAuthServer}, and what it asks for. Immutable and safe for use by several threads.
 */
public final class OAuthConnector implements Connector {
  private static final Set<String> RESERVED =
      Set.of(
          "response_type",
          "response_mode",
          "client_id",
          "client_secret",
          "redirect_uri",
          "scope",
          "state",
          "code",
          "code_challenge",
          "code_challenge_method",
          "code_verifier",
          "grant_type",
          "refresh_token");

  private final Traits traits;
  private final OAuthServer server;
  private final String clientId;
  private final @Nullable Secret clientSecret;
  private final Wishes wishes;

  /** What is asked for beside the standard. */
  private record Wishes(
      Set<String> scopes,
      Map<String, String> authorizeParameters,
      Map<String, String> tokenParameters,
      Set<String> kept,
      boolean revokesOneToken) {}

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
    Wishes none = new Wishes(Set.of(), Map.of(), Map.of(), Set.of(), false);
    return new OAuthConnector(
        Traits.named(name), requireNonNull(server), clientId, clientSecret, none);
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
    return with(
        new Wishes(
            Scopes.checked(List.of(names)),
            wishes.authorizeParameters,
            wishes.tokenParameters,
            wishes.kept,
            wishes.revokesOneToken));
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
    return with(
        new Wishes(
            wishes.scopes,
            more(wishes.authorizeParameters, name, value),
            wishes.tokenParameters,
            wishes.kept,
            wishes.revokesOneToken));
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
    return with(
        new Wishes(
            wishes.scopes,
            wishes.authorizeParameters,
            more(wishes.tokenParameters, name, value),
            wishes.kept,
            wishes.revokesOneToken));
  }

  /**
   * Keeps a member of the token answer as an attribute of the credential, as {@code instance_url}.
   *
   * @param member the member's name; its value is a text, number or boolean
   * @return a new connector
   */
  public OAuthConnector keep(String member) {
    Set<String> kept = new LinkedHashSet<>(wishes.kept);
    kept.add(requireNonNull(member));
    return with(
        new Wishes(
            wishes.scopes,
            wishes.authorizeParameters,
            wishes.tokenParameters,
            Collections.unmodifiableSet(kept),
            wishes.revokesOneToken));
  }

  /**
   * Declares that revoking a token ends that token alone and not the user's whole grant, so that a
   * token that turns out to be of no use can be revoked without harm to others. Default: such a
   * token is dropped.
   *
   * @return a new connector
   */
  public OAuthConnector revokesOneToken() {
    return with(
        new Wishes(
            wishes.scopes, wishes.authorizeParameters, wishes.tokenParameters, wishes.kept, true));
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

  Set<String> scopes() {
    return wishes.scopes;
  }

  Map<String, String> authorizeParameters() {
    return wishes.authorizeParameters;
  }

  Map<String, String> tokenParameters() {
    return wishes.tokenParameters;
  }

  Set<String> kept() {
    return wishes.kept;
  }

  boolean revocationEndsOneToken() {
    return wishes.revokesOneToken;
  }

  private OAuthConnector with(Wishes changed) {
    return new OAuthConnector(traits, server, clientId, clientSecret, changed);
  }

  private OAuthConnector with(Traits changed) {
    return new OAuthConnector(changed, server, clientId, clientSecret, wishes);
  }

  private static Map<String, String> more(Map<String, String> map, String name, String value) {
    if (RESERVED.contains(name)) {
      throw new IllegalArgumentException("the parameter " + name + " is set by the library");
    }
    Map<String, String> copy = new LinkedHashMap<>(map);
    copy.put(name, requireNonNull(value));
    return Collections.unmodifiableMap(copy);
  }

  /** Shows the name. */
  @Override
  public String toString() {
    return name();
  }
}
