package io.github.mondayauth.oauth;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.connector.OAuthSpec;
import io.github.mondayauth.oauth.token.ErrorWord;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A method of {@link Providers}, with the conversation of its service. */
record Preset(Method method, ProviderConversation conversation) {
  private static final String CUSTOMER_HOST = "git.acme.example";

  /** The presets that have the conversation of another one. */
  private static final Map<String, String> SAME_SERVICE = Map.of("docuSignDemo", "docuSign");

  /** Every preset, sorted by name. */
  static List<Preset> all() throws IOException {
    Map<String, ProviderConversation> conversations =
        ProviderConversation.all().stream()
            .collect(Collectors.toMap(ProviderConversation::preset, Function.identity()));
    return Arrays.stream(Providers.class.getMethods())
        .filter(method -> Modifier.isStatic(method.getModifiers()))
        .map(
            method -> {
              String service = SAME_SERVICE.getOrDefault(method.getName(), method.getName());
              return new Preset(method, requireNonNull(conversations.get(service), service));
            })
        .sorted(Comparator.comparing(Preset::toString))
        .toList();
  }

  OAuthServer server() {
    Object[] arguments =
        takesHosts()
            ? new Object[] {new String[] {CUSTOMER_HOST}}
            : ProviderConversation.strings(conversation.json().path("arguments")).toArray();
    try {
      return (OAuthServer) method.invoke(null, arguments);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(this + " cannot be called", e);
    }
  }

  private boolean takesHosts() {
    return method.isVarArgs();
  }

  /** The customer's host or region, or empty if the service has one host. */
  String host() {
    return takesHosts() ? CUSTOMER_HOST : conversation.entry();
  }

  /** A credential as the service issues it, without an expiry. */
  Credential credential() {
    Credential issued =
        Credential.of(Secret.of("access-1")).withRefreshToken(Secret.of("refresh-1"));
    String attribute = host().contains(".") ? "host" : "region";
    return host().isEmpty() ? issued : issued.withAttribute(attribute, host());
  }

  /** The error responses that the preset declares. */
  Set<ErrorWord> errorWords() {
    return OAuthSpec.of("svc", server().spec(), "id", Secret.of("secret"))
        .tokenEndpoint(host())
        .responses()
        .errorWords();
  }

  /** The method as documents write it. */
  @Override
  public String toString() {
    String parameter = takesHosts() ? "hosts…" : method.getParameterCount() == 1 ? "tenant" : "";
    return method.getName() + "(" + parameter + ")";
  }
}
