package io.github.mondayauth.cli;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.oauth.ForgetResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deletes everything that is stored for an account, and revokes its credentials. */
@Command(
    name = "forget",
    description = {
      "Deletes everything that is stored for an account, then revokes its credentials at their "
          + "providers.",
      "Prompts for the account's id again, unless --yes is given."
    },
    footer = {
      "",
      "Environment: MONDAY_CLIENT_ID, MONDAY_CLIENT_SECRET, VAULT_JDBC_URL, VAULT_KEYS, and the "
          + "client secrets that the connectors file names (or each with _FILE); "
          + "VAULT_JDBC_USER and VAULT_JDBC_PASSWORD if the URL has none."
    })
final class ForgetCommand implements Callable<Integer> {
  private static final Connector[] NONE = {};

  private final CliContext context;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Mixin private final ConnectorOptions connectors = new ConnectorOptions();

  @Option(names = "--yes", description = "Deletes without confirmation.")
  private boolean isConfirmed;

  @Option(
      names = "--without-revoking",
      description =
          "Only deletes, and needs no connectors file. Credentials may stay valid at their "
              + "providers.")
  private boolean isWithoutRevoking;

  @Parameters(paramLabel = "ACCOUNT", description = "The id of the monday.com account.")
  private String account = "";

  ForgetCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    MondayAccount forgotten = ListCommand.account(account);
    Connector[] all =
        isWithoutRevoking
            ? NONE
            : connectors.require(
                context, "Pass --connectors or set MONDAY_CONNECTORS, or pass --without-revoking.");
    try (OpenVault open = OpenVault.of(context.settings(), true)) {
      open.requireAccounts();
      ListCommand.requireStored(open, forgotten);
      if (!isConfirmed) {
        confirm(forgotten, open.vault().list(forgotten).size());
      }
      Connections connections = Connections.create(open.app(), open.vault(), all);
      ForgetResult result = connections.admin().forget(forgotten);
      int code = result.unrevoked() == 0 || isWithoutRevoking ? ExitCode.DONE : ExitCode.FOUND;
      if (common.isJson()) {
        context.output().json(json(forgotten, result, code));
      } else {
        print(forgotten, result);
      }
      return code;
    }
  }

  private void confirm(MondayAccount forgotten, int entries) {
    String typed =
        common.isJson()
            ? null
            : context
                .environment()
                .line(
                    "This permanently deletes "
                        + entries
                        + (entries == 1 ? " entry" : " entries")
                        + " of account "
                        + forgotten.id()
                        + ". Enter the account's id to continue");
    if (typed == null || !typed.strip().equals(String.valueOf(forgotten.id()))) {
      throw new CliException(
          ExitCode.NOT_CONFIRMED,
          "expected the account's id as confirmation, found "
              + (typed == null ? "none" : "another value"),
          "Nothing was deleted. Run it again, or pass --yes.");
    }
  }

  private void print(MondayAccount forgotten, ForgetResult result) {
    Output output = context.output();
    output.line("Account " + forgotten.id() + " is deleted.");
    output.count("records deleted", result.records());
    output.count("credentials revoked", result.revoked());
    output.count("may still be valid", result.unrevoked());
  }

  private static Map<String, Object> json(MondayAccount account, ForgetResult result, int code) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("command", "forget");
    json.put("exitCode", code);
    json.put("account", account.id());
    json.put("records", result.records());
    json.put("revoked", result.revoked());
    json.put("unrevoked", result.unrevoked());
    return json;
  }
}
