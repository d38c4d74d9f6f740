package io.github.mondayauth.cli;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.oauth.ConnectorCheck;
import io.github.mondayauth.oauth.ConnectorCheck.Finding;
import io.github.mondayauth.oauth.ConnectorCheck.Outcome;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks the registration of the app with each service, without a user and without the vault. */
@Command(
    name = "check",
    description = {
      "Checks whether each service accepts the app's registration: client, redirect URIs, scopes.",
      "Needs no user and no database, and changes nothing. Run it after a deployment."
    },
    footer = {
      "",
      "Environment: MONDAY_CLIENT_ID, MONDAY_CLIENT_SECRET, and the client secrets that the "
          + "connectors file names (or each with _FILE)."
    })
final class CheckCommand implements Callable<Integer> {
  private final CliContext context;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Mixin private final ConnectorOptions connectors = new ConnectorOptions();

  @Option(
      names = "--base-uri",
      required = true,
      paramLabel = "URI",
      description =
          "A base URI of the app: https://app.example.com, for example. Repeat the option for each "
              + "one.")
  private List<String> baseUris = new ArrayList<>();

  CheckCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Connector[] all =
        connectors.require(
            context, "Pass --connectors or set MONDAY_CONNECTORS: the file says what to check.");
    // A check stores nothing, so the vault is empty and in memory.
    MondayApp app = app();
    TokenVault vault = TokenVault.open(app, TokenStore.inMemory(), KeyRing.of(KeyRing.generate()));
    List<ConnectorCheck> checks = Connections.create(app, vault, all).admin().check();
    boolean isBad = checks.stream().anyMatch(check -> check.outcome() == Outcome.BAD);
    int code = isBad ? ExitCode.FOUND : ExitCode.DONE;
    if (common.isJson()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("command", "check");
      json.put("exitCode", code);
      json.put("connectors", checks.stream().map(CheckCommand::json).toList());
      context.output().json(json);
    } else {
      checks.forEach(this::print);
    }
    return code;
  }

  private MondayApp app() {
    Settings settings = context.settings();
    List<URI> uris = baseUris.stream().map(CheckCommand::uri).toList();
    URI[] more = uris.subList(1, uris.size()).toArray(new URI[0]);
    MondayApp.Builder app =
        MondayApp.builder(
                settings.require("MONDAY_CLIENT_ID", "the app's client id"), uris.get(0), more)
            .clientSecret(
                Secret.of(settings.require("MONDAY_CLIENT_SECRET", "the app's client secret")))
            .timeSource(context.time());
    String fake = settings.find("INSECURE_MONDAY");
    return fake == null ? app.build() : app.insecureMonday(URI.create(fake)).build();
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException invalid) {
      throw CliException.usage(
          "--base-uri: expected an https URL, found an invalid one",
          "See monday-auth check --help.");
    }
  }

  private void print(ConnectorCheck check) {
    Output output = context.output();
    output.line(check.connection() + ": " + colored(check.outcome()));
    for (Finding finding : check.findings()) {
      output.line(
          "  "
              + code(finding.subject())
              + ", "
              + code(finding.outcome())
              + ": "
              + Output.oneLine(finding.message()));
    }
    for (URI uri : check.redirectUris()) {
      output.line("  redirect URI to register: " + uri);
    }
  }

  private String colored(Outcome outcome) {
    return switch (outcome) {
      case GOOD -> context.output().green("good");
      case BAD -> context.output().red("BAD");
      case CANNOT_TELL -> "cannot tell";
    };
  }

  private static Map<String, Object> json(ConnectorCheck check) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("connection", check.connection());
    json.put("outcome", code(check.outcome()));
    json.put("findings", check.findings().stream().map(CheckCommand::json).toList());
    json.put("redirectUris", check.redirectUris().stream().map(URI::toString).toList());
    return json;
  }

  private static Map<String, Object> json(Finding finding) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("subject", code(finding.subject()));
    json.put("outcome", code(finding.outcome()));
    json.put("message", finding.message());
    return json;
  }

  private static String code(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
