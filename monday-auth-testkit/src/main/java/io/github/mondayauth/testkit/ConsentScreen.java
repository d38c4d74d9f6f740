package io.github.mondayauth.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where a user says yes or no, and is redirected with a code or an error. */
final class ConsentScreen {
  /** An authorization request that passed the server's checks. */
  record Pending(
      GrantStore.Ask ask,
      String redirectTo,
      @Nullable String state,
      boolean install,
      @Nullable String accountSlug) {}

  /** A server's last word: the error that this user gets instead of a code. */
  interface Veto {
    @Nullable String error(Pending request, String user);
  }

  /** The look of a server, and who can be signed in at it. */
  record Look(String server, String brand, Supplier<List<ConsentHtml.Choice>> users) {}

  private final Look look;
  private final GrantStore grants;
  private final @Nullable String issuer;
  private final Map<String, Pending> pending = new ConcurrentHashMap<>();
  private volatile Consent consent = Consent.ask();
  private volatile String signedIn = "";
  private Veto veto = (request, user) -> null;

  ConsentScreen(Look look, GrantStore grants, @Nullable String issuer) {
    this.look = look;
    this.grants = grants;
    this.issuer = issuer;
  }

  ConsentScreen refusing(Veto refusal) {
    veto = refusal;
    return this;
  }

  void consent(Consent decided) {
    consent = decided;
  }

  void signIn(String user) {
    signedIn = user;
  }

  FakeResponse show(Pending request, String decidePath) {
    Consent now = consent;
    if (now.decision != null) {
      return decide(request, now.decision, now.user == null ? signedIn() : valueOf(now.user));
    }
    String id = UUID.randomUUID().toString();
    pending.put(id, request);
    String form =
        ConsentHtml.consent(
            decidePath,
            id,
            List.of(request.ask().scope().split("[ ,]")),
            look.users().get(),
            signedIn());
    return FakeResponse.html(
        200, ConsentHtml.page("Let the app use your account?", look.brand(), look.server(), form));
  }

  FakeResponse decide(ReceivedRequest submitted) {
    Map<String, String> form = submitted.parameters();
    Pending request = pending.remove(form.getOrDefault("request", ""));
    if (request == null) {
      return problem("This request was answered before", "Start again from the app.");
    }
    return decide(
        request, form.getOrDefault("decision", "deny"), form.getOrDefault("user", signedIn()));
  }

  /** What cannot be told to the app, since nobody knows where it is. */
  FakeResponse problem(String title, String text) {
    String content = "<p>" + ConsentHtml.escape(text) + "</p>";
    return FakeResponse.html(400, ConsentHtml.page(title, look.brand(), look.server(), content));
  }

  private FakeResponse decide(Pending request, String decision, String user) {
    if (!decision.equals("allow")) {
      return error(request.redirectTo(), "access_denied", request.state());
    }
    String refusal = veto.error(request, user);
    if (refusal != null) {
      return error(request.redirectTo(), refusal, request.state());
    }
    String code = grants.code(request.ask(), user);
    return redirect(request.redirectTo(), "code", code, request.state());
  }

  FakeResponse error(String redirectTo, String error, @Nullable String state) {
    return redirect(redirectTo, "error", error, state);
  }

  private FakeResponse redirect(String to, String name, String value, @Nullable String state) {
    StringBuilder location = new StringBuilder(to);
    location.append(to.contains("?") ? '&' : '?').append(name).append('=').append(value);
    if (state != null) {
      location.append("&state=").append(URLEncoder.encode(state, UTF_8));
    }
    if (issuer != null) {
      location.append("&iss=").append(URLEncoder.encode(issuer, UTF_8));
    }
    return FakeResponse.redirect(location.toString());
  }

  private String signedIn() {
    return signedIn.isEmpty() ? look.users().get().get(0).value() : signedIn;
  }

  private String valueOf(String name) {
    return look.users().get().stream()
        .filter(choice -> choice.label().equals(name) || choice.label().startsWith(name + " "))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("nobody here is called " + name))
        .value();
  }
}
