package io.github.mondayauth.oauth.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Reply;
import io.github.mondayauth.Secret;
import io.github.mondayauth.TokenRejectedException;
import io.github.mondayauth.internal.AppAccess;
import io.github.mondayauth.internal.MondayHosts;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.connector.ApiKeySpec;
import io.github.mondayauth.oauth.connector.AuthorizationServer;
import io.github.mondayauth.oauth.connector.ConnectRule;
import io.github.mondayauth.oauth.connector.ConnectorSpec;
import io.github.mondayauth.oauth.connector.Connectors;
import io.github.mondayauth.oauth.connector.MondaySpec;
import io.github.mondayauth.oauth.connector.OAuthSpec;
import io.github.mondayauth.oauth.credential.CredentialRecords;
import io.github.mondayauth.oauth.web.Brand;
import io.github.mondayauth.oauth.web.BrowserReply;
import io.github.mondayauth.oauth.web.Logo;
import io.github.mondayauth.oauth.web.PageText;
import io.github.mondayauth.oauth.web.Pages;
import io.github.mondayauth.oauth.web.QueryParameters;
import io.github.mondayauth.oauth.web.RawRequest;
import io.github.mondayauth.oauth.web.Translations;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.internal.Epoch;
import io.github.mondayauth.vault.internal.VaultAccess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every page that the library shows, by name, as it leaves the flow. {@link #main} writes them to
 * files, for pictures and checks in a browser.
 */
public final class PageSamples {
  static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private static final MondaySpec MONDAY = MondaySpec.of("me:read", "account:read");
  private static final OAuthSpec GITHUB =
      OAuthSpec.of("github", server(), "client", null).withTitle("GitHub");
  private static final ApiKeySpec MAIL =
      ApiKeySpec.of("mail", "API token")
          .withTitle("Carrier Mail")
          .withField("region", "Server region")
          .withHelp("The token needs the permission to send.")
          .withHelpPage(URI.create("https://mail.example/help/token"))
          .withOptional();
  private static final OAuthSpec DESK =
      OAuthSpec.of(
              "desk",
              AuthorizationServer.perHost("/authorize", "/token", "*.desk.example"),
              "client",
              null)
          .withTitle("Deskline");
  private static final OAuthSpec CRM =
      OAuthSpec.of(
              "crm",
              AuthorizationServer.perRegion(
                      "https://crm{region}.example/authorize", "https://crm{region}.example/token")
                  .withRegion("us", "United States", "")
                  .withRegion("eu", "Europe", ".eu")
                  .withRegion("au", "Australia", ".au"),
              "client",
              null)
          .withTitle("Northwind CRM");

  private final Map<String, BrowserReply> replies = new LinkedHashMap<>();
  private final RefusalPages refusals = new RefusalPages(InstantSource.fixed(NOW));
  private final PageContext context;

  private PageSamples() {
    MondayApp app = app();
    FlowConfig config =
        new FlowConfig(
            List.of(URI.create("https://sync.example.com")),
            "/authorize",
            "/callback",
            UserCheck.CONFIRMED);
    TokenVault vault = TokenVault.open(app, TokenStore.inMemory(), KeyRing.of(KeyRing.generate()));
    context =
        new PageContext(
            config,
            Connectors.of(List.of(MONDAY, GITHUB, DESK, CRM, MAIL)),
            new CredentialRecords(VaultAccess.records(vault), InstantSource.fixed(NOW)),
            new ReturnUrls(MondayHosts.of(AppAccess.settings(app)), config, List.of(), false));
    addPages();
  }

  /** All pages by name. */
  public static Map<String, BrowserReply> all() {
    return new PageSamples().replies;
  }

  private static AuthorizationServer server() {
    return AuthorizationServer.of(
        URI.create("https://github.example/authorize"), URI.create("https://github.example/token"));
  }

  private void addPages() {
    CallbackRequest confirm = request(GITHUB, FlowState.Stage.CONFIRM, UserCheck.NONE, "");
    add("confirm", ask(BrowserReply.page(200, ConfirmPage.page(confirm), List.of())), confirm);
    CallbackRequest optional = request(MAIL, FlowState.Stage.CONFIRM, UserCheck.CONFIRMED, "");
    add(
        "confirm-optional",
        ask(BrowserReply.page(200, ConfirmPage.page(optional), List.of())),
        optional);
    addForm("form-key", MAIL, "", EntryForm.Problems.NONE);
    addForm(
        "form-key-empty",
        MAIL,
        "",
        new EntryForm.Problems(
            Map.of("key", PageText.of("form.fillIn"), "field.region", PageText.of("form.fillIn")),
            null,
            ""));
    addForm(
        "form-key-refused",
        MAIL,
        "field.region=eu-west",
        new EntryForm.Problems(
            Map.of("key", PageText.of("form.refused", "service", MAIL.title())),
            PageText.of("form.refused.title"),
            "key_refused"));
    addForm("form-host", DESK, "", EntryForm.Problems.NONE);
    addForm(
        "form-host-unknown",
        DESK,
        "host=desk.example.net",
        EntryForm.Problems.at("host", PageText.of("form.unknownAddress", "service", DESK.title())));
    addForm("form-region", CRM, "", EntryForm.Problems.NONE);
    addForm(
        "form-region-none",
        CRM,
        "",
        EntryForm.Problems.at("host", PageText.of("form.chooseRegion")));
    replies.put(
        "redirect",
        BrowserReply.redirect(URI.create("https://acme.monday.com/boards/1"), List.of())
            .afterForm(URI.create("https://sync.example.com")));
    replies.put(
        "new-tab",
        refusals
            .inFrame(
                new RawRequest("GET", "/authorize", "token=x", List.of(), null, null),
                "https://acme.monday.com")
            .reply());
    for (Reason reason : Reason.values()) {
      if (reason != Reason.FRAME) {
        addRefusals(reason);
      }
    }
    replies.put("link-unopened-expired", refusals.ofLink(cause(Reason.EXPIRED)).reply());
    replies.put("link-unopened-uninstalled", refusals.ofLink(cause(Reason.UNINSTALLED)).reply());
    replies.put("token-rejected", refusals.of(rejection()).reply());
    addNotAllowed("only-admins", ConnectRule.Role.ADMINS, Reason.NOT_ALLOWED);
    addNotAllowed("only-members", ConnectRule.Role.MEMBERS, Reason.NOT_ALLOWED);
    addNotAllowed("role-unknown", ConnectRule.Role.ADMINS, Reason.ROLE_UNKNOWN);
    CallbackRequest key = request(MAIL, FlowState.Stage.FORM, UserCheck.CONFIRMED, "");
    add("too-many-keys", EntryForm.tooManyKeys(key), key);
    RawRequest authorize = new RawRequest("GET", "/authorize", "token=x", List.of(), null, null);
    add("unconfirmed", refusals.unconfirmed(cause(Reason.UNAVAILABLE), authorize), confirm);
  }

  private void addRefusals(Reason reason) {
    String name = reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    CallbackRequest request = request(GITHUB, FlowState.Stage.CONSENT, UserCheck.CONFIRMED, "");
    add("refused-" + name, refusals.of(cause(reason), request), request);
    CallbackRequest late =
        request(GITHUB, NOW.minus(FlowState.RESTARTABLE), FlowState.Stage.CONSENT, null);
    add("late-" + name, refusals.of(cause(reason), late), late);
    CallbackRequest linked =
        request(GITHUB, NOW, FlowState.Stage.CONSENT, new FlowState.FromLink(Set.of(), NOW));
    add("linked-" + name, refusals.of(cause(reason), linked), linked);
  }

  private void addNotAllowed(String name, ConnectRule rule, Reason reason) {
    OAuthSpec shared = GITHUB.withPerAccount(rule);
    CallbackRequest request = request(shared, FlowState.Stage.CONSENT, UserCheck.PROVEN, "");
    FlowOutcome outcome = RefusalPages.notAllowed(shared, cause(reason));
    add(name, refusals.completed(outcome, request), request);
  }

  private void addForm(
      String name, ConnectorSpec connector, String entered, EntryForm.Problems problems) {
    CallbackRequest request =
        request(connector, FlowState.Stage.FORM, UserCheck.CONFIRMED, entered);
    int status = problems.isNone() ? 200 : 422;
    add(name, ask(EntryForm.form(request, status, problems)), request);
  }

  private static FlowOutcome ask(BrowserReply reply) {
    return new FlowOutcome.Ask("any", reply);
  }

  private void add(String name, FlowOutcome outcome, CallbackRequest request) {
    replies.put(name, context.addTo(outcome, request).reply());
  }

  private static MondayAuthException rejection() {
    try {
      app().authorizationTokenVerifier().verify("x", "/authorize");
      throw new AssertionError("expected that the token is refused");
    } catch (TokenRejectedException e) {
      return e;
    }
  }

  private static MondayApp app() {
    return MondayApp.builder("client", URI.create("https://sync.example.com"))
        .clientSecret(Secret.of("0123456789abcdef0123456789abcdef"))
        .signingSecret(Secret.of("fedcba9876543210fedcba9876543210"))
        .build();
  }

  private static OAuthException cause(Reason reason) {
    return new OAuthException(reason, "x");
  }

  private static CallbackRequest request(
      ConnectorSpec connector, FlowState.Stage stage, UserCheck check, String entered) {
    return request(connector, NOW, stage, null, check, entered);
  }

  private static CallbackRequest request(
      ConnectorSpec connector,
      Instant issuedAt,
      FlowState.Stage stage,
      FlowState.@Nullable FromLink link) {
    return request(connector, issuedAt, stage, link, UserCheck.CONFIRMED, "");
  }

  private static CallbackRequest request(
      ConnectorSpec connector,
      Instant issuedAt,
      FlowState.Stage stage,
      FlowState.@Nullable FromLink link,
      UserCheck check,
      String entered) {
    boolean hasNames = link == null && stage != FlowState.Stage.CONSENT;
    FlowCookie cookie = FlowCookie.random(FlowCookie.Strength.HOST_PREFIX, NOW);
    FlowState.Origin origin =
        new FlowState.Origin(
            new MondayAccount(1).user(2),
            URI.create(
                link == null
                    ? "https://lovelace.monday.com/boards/1"
                    : "https://sync.example.com/settings"),
            URI.create("https://sync.example.com"),
            issuedAt,
            true,
            Epoch.of(new byte[12]),
            "",
            hasNames ? "ada@lovelace.example" : "",
            hasNames ? "Ada Lovelace" : "",
            hasNames ? "Analytical Engines" : "",
            link);
    FlowState state =
        new FlowState(
            origin,
            new FlowState.Progress(check, "", Set.of()),
            connector.name(),
            0,
            "",
            stage,
            cookie.legId(),
            NOW.plus(FlowState.LIFETIME));
    return new CallbackRequest(
        state,
        FlowKeys.of(Secret.of("0123456789abcdef0123456789abcdef")),
        "sealed",
        URI.create("https://sync.example.com/callback/" + connector.name()),
        connector,
        cookie,
        QueryParameters.parse(entered),
        true);
  }

  /** The pages of the documentation that are shown in all languages. */
  private static final List<String> TRANSLATED =
      List.of("confirm", "form-key-refused", "refused-denied");

  private static final String LOGO =
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><circle cx="14" cy="20" r="9" \
      fill="#7a1f5c"/><circle cx="26" cy="20" r="9" fill="#d8569f" fill-opacity=".8"/></svg>
      """;

  /**
   * Writes every page as {@code name.language.html}, with its Content Security Policy in {@code
   * name.language.csp}: all in English, and some in the other languages.
   *
   * @param arguments the folder
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    Brand plain = Brand.named("Acme Sync").withSupport(URI.create("mailto:help@acme.example"));
    Brand branded =
        Brand.named("Duet")
            .withLogo(Logo.dataUrl(LOGO.getBytes(UTF_8), "image/svg+xml"))
            .withAccent("#7a1f5c", "#f2a7d8");
    Map<String, BrowserReply> replies = all();
    for (String name : replies.keySet()) {
      write(folder, name, "en", plain, replies.get(name));
    }
    for (String language : List.of("de", "fr", "es", "pt", "ja", "he")) {
      for (String name : TRANSLATED) {
        write(folder, name, language, plain, replies.get(name));
      }
    }
    write(folder, "confirm-branded", "en", branded, replies.get("confirm"));
  }

  private static void write(
      Path folder, String name, String language, Brand brand, BrowserReply reply)
      throws IOException {
    Reply rendered =
        new Pages(
                Translations.standard(),
                brand,
                null,
                InstantSource.fixed(NOW),
                URI.create("https://monday.com/"))
            .render(reply, language)
            .reply();
    String file = name + "." + language;
    Files.writeString(folder.resolve(file + ".html"), rendered.body(), UTF_8);
    Files.writeString(
        folder.resolve(file + ".csp"), rendered.headers().get("Content-Security-Policy"), UTF_8);
  }
}
