package io.github.mondayauth.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The screen on which a user allows or denies, and which redirects with a code or an error. */
final class ConsentScreen {
  /** A valid authorization request that waits for the user's decision. */
  record Pending(
      GrantStore.AuthorizationRequest request,
      String redirectTo,
      @Nullable String state,
      boolean install,
      @Nullable String accountSlug) {}

  /** Returns the error that a user gets instead of a code, or null if the code may be issued. */
  interface Veto {
    @Nullable String error(Pending pending, String user);
  }

  /** How a server presents itself: its name, its color, and the users it offers. */
  record Look(String server, String brand, Supplier<List<ConsentHtml.Choice>> users) {}

  private final Look look;
  private final GrantStore grants;
  private final @Nullable String issuer;
  private final Map<String, Pending> undecided = new ConcurrentHashMap<>();
  private volatile Consent consent = Consent.ask();
  private volatile String signedIn = "";
  private Veto veto = (pending, user) -> null;
  private UnaryOperator<Map<String, String>> callback = parameters -> parameters;

  ConsentScreen(Look look, GrantStore grants, @Nullable String issuer) {
    this.look = look;
    this.grants = grants;
    this.issuer = issuer;
  }

  ConsentScreen withVeto(Veto newVeto) {
    veto = newVeto;
    return this;
  }

  /** Changes the parameters of callbacks with a code. */
  ConsentScreen withCallback(UnaryOperator<Map<String, String>> change) {
    callback = change;
    return this;
  }

  void consent(Consent newConsent) {
    consent = newConsent;
  }

  void signIn(String user) {
    signedIn = user;
  }

  FakeResponse show(Pending pending, String decidePath) {
    Consent current = consent;
    if (current.decision != null) {
      String user = current.user == null ? signedIn() : valueOf(current.user);
      return decide(pending, current.decision, user);
    }
    String id = UUID.randomUUID().toString();
    undecided.put(id, pending);
    String form =
        ConsentHtml.consent(
            decidePath,
            id,
            List.of(pending.request().scope().split("[ ,]")),
            look.users().get(),
            signedIn());
    return FakeResponse.html(
        200,
        ConsentHtml.page("Allow this app to use your account?", look.brand(), look.server(), form));
  }

  FakeResponse decide(ReceivedRequest submitted) {
    Map<String, String> form = submitted.parameters();
    Pending pending = undecided.remove(form.getOrDefault("request", ""));
    if (pending == null) {
      return problem("This request was already answered", "Start again from the app.");
    }
    return decide(
        pending, form.getOrDefault("decision", "deny"), form.getOrDefault("user", signedIn()));
  }

  /** An error page, for a request without a redirect URI that the server can trust. */
  FakeResponse problem(String title, String text) {
    String content = "<p>" + ConsentHtml.escape(text) + "</p>";
    return FakeResponse.html(400, ConsentHtml.page(title, look.brand(), look.server(), content));
  }

  private FakeResponse decide(Pending pending, String decision, String user) {
    if (!decision.equals("allow")) {
      return error(pending.redirectTo(), "access_denied", pending.state());
    }
    String refusal = veto.error(pending, user);
    if (refusal != null) {
      return error(pending.redirectTo(), refusal, pending.state());
    }
    String code = grants.code(pending.request(), user);
    Map<String, String> parameters = parameters("code", code, pending.state());
    return redirect(pending.redirectTo(), callback.apply(parameters));
  }

  FakeResponse error(String redirectTo, String error, @Nullable String state) {
    return redirect(redirectTo, parameters("error", error, state));
  }

  private Map<String, String> parameters(String name, String value, @Nullable String state) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put(name, value);
    if (state != null) {
      parameters.put("state", state);
    }
    if (issuer != null) {
      parameters.put("iss", issuer);
    }
    return parameters;
  }

  private static FakeResponse redirect(String to, Map<String, String> parameters) {
    return FakeResponse.redirect(to + (to.contains("?") ? '&' : '?') + encoded(parameters));
  }

  /** The parameters as a form. */
  static String encoded(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(p -> p.getKey() + "=" + URLEncoder.encode(p.getValue(), UTF_8))
        .collect(Collectors.joining("&"));
  }

  private String signedIn() {
    return signedIn.isEmpty() ? look.users().get().get(0).value() : signedIn;
  }

  private String valueOf(String name) {
    return look.users().get().stream()
        .filter(choice -> choice.label().equals(name) || choice.label().startsWith(name + " "))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("This server has no user named " + name))
        .value();
  }
}
