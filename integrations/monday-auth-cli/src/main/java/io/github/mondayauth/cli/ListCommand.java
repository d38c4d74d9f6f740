package io.github.mondayauth.cli;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Owner;
import io.github.mondayauth.oauth.ConnectionStatus;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.vault.TokenVault.Entry;
import io.github.mondayauth.vault.VaultException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists what is stored, without any secret. */
@Command(
    name = "list",
    description = {
      "Lists what is stored for one account or all, without any secret.",
      "With --connectors, also decrypts the credentials, and shows who has to reconnect and what "
          + "cannot be read."
    },
    footer = {
      "",
      "Environment: MONDAY_CLIENT_ID, VAULT_JDBC_URL, VAULT_KEYS; with --connectors also "
          + "MONDAY_CLIENT_SECRET and the client secrets that the file names (or each with _FILE); "
          + "VAULT_JDBC_USER and VAULT_JDBC_PASSWORD if the URL has none."
    })
final class ListCommand implements Callable<Integer> {
  private final CliContext context;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Mixin private final ConnectorOptions connectors = new ConnectorOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "ACCOUNT",
      description = "The id of a monday.com account. Default: all accounts.")
  private @Nullable String account;

  ListCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Connector[] all = connectors.find(context);
    MondayAccount only = account == null ? null : account(account);
    try (OpenVault open = OpenVault.of(context.settings(), all != null)) {
      open.requireAccounts();
      Connections connections =
          all == null ? null : Connections.create(open.app(), open.vault(), all);
      List<Map<String, Object>> entries = new ArrayList<>();
      for (long id : accounts(open, only)) {
        entries.addAll(entries(open, connections, new MondayAccount(id)));
      }
      if (common.isJson()) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", "list");
        json.put("exitCode", ExitCode.DONE);
        json.put("entries", entries);
        context.output().json(json);
      } else {
        print(entries, connections != null);
      }
      return ExitCode.DONE;
    }
  }

  private static List<Long> accounts(OpenVault open, @Nullable MondayAccount only) {
    if (only == null) {
      return open.accounts();
    }
    requireStored(open, only);
    return List.of(only.id());
  }

  /** Fails if nothing is stored for the account. */
  static void requireStored(OpenVault open, MondayAccount account) {
    if (!open.has(account.id())) {
      throw new CliException(
          ExitCode.FOUND,
          "account " + account.id() + ": expected an account of this app, found none",
          "monday-auth list shows all accounts.");
    }
  }

  /** Parses the id of an account. */
  static MondayAccount account(String text) {
    if (!text.matches("[1-9][0-9]{0,17}")) {
      throw CliException.usage(
          "ACCOUNT: expected the id of a monday.com account, found another value",
          "monday-auth list shows all accounts.");
    }
    return new MondayAccount(Long.parseLong(text));
  }

  private static List<Map<String, Object>> entries(
      OpenVault open, @Nullable Connections connections, MondayAccount account) {
    List<Map<String, Object>> entries = new ArrayList<>();
    if (connections != null) {
      connections.admin().list(account).forEach(each -> entries.add(json(each)));
    }
    for (Entry each : open.vault().list(account)) {
      if (connections == null || each.kind() == Entry.Kind.SECRET) {
        entries.add(json(each));
      }
    }
    entries.sort(
        (a, b) -> {
          int byOwner = String.valueOf(a.get("user")).compareTo(String.valueOf(b.get("user")));
          return byOwner != 0
              ? byOwner
              : String.valueOf(a.get("name")).compareTo(String.valueOf(b.get("name")));
        });
    return entries;
  }

  private void print(List<Map<String, Object>> entries, boolean hasStatus) {
    Output output = context.output();
    output.line(
        String.format(
                Locale.ROOT,
                "%-12s %-12s %-10s %-20s%s",
                "ACCOUNT",
                "USER",
                "KIND",
                "NAME",
                hasStatus ? " STATUS" : "")
            .stripTrailing());
    for (Map<String, Object> each : entries) {
      Object user = each.get("user");
      output.line(
          String.format(
                  Locale.ROOT,
                  "%-12s %-12s %-10s %-20s%s",
                  each.get("account"),
                  user == null ? "-" : user,
                  each.get("kind"),
                  name(each),
                  each.containsKey("needsReconnect") ? " " + status(each) : "")
              .stripTrailing());
    }
    output.line(entries.size() + (entries.size() == 1 ? " entry" : " entries"));
  }

  private static String name(Map<String, Object> entry) {
    String profile = String.valueOf(entry.get("profile"));
    return entry.get("name") + (profile.isEmpty() ? "" : " (" + profile + ")");
  }

  private String status(Map<String, Object> entry) {
    boolean needsReconnect = Boolean.TRUE.equals(entry.get("needsReconnect"));
    Object unreadable = entry.get("unreadable");
    if (unreadable != null) {
      String next = needsReconnect ? ", reconnect" : "";
      return context.output().red("unreadable (" + unreadable + ")" + next);
    }
    if (needsReconnect) {
      return context.output().red("reconnect");
    }
    if (Boolean.TRUE.equals(entry.get("refreshable"))) {
      return "connected";
    }
    Object expiresAt = entry.get("expiresAt");
    return expiresAt == null ? "connected" : "connected until " + expiresAt;
  }

  /** Returns text for an owner: an account, or a user of one. */
  static String owner(Owner owner) {
    String text = "account " + owner.account().id();
    return owner instanceof MondayUser user ? text + ", user " + user.id() : text;
  }

  private static Map<String, Object> json(Entry entry) {
    return json(
        entry.owner(), entry.kind().name().toLowerCase(Locale.ROOT), entry.name(), entry.profile());
  }

  /** Returns the fields of a credential with its status. */
  static Map<String, Object> json(ConnectionStatus status) {
    Map<String, Object> json =
        json(status.owner(), "credential", status.connection(), status.profile());
    MondayUser connectedBy = status.connectedBy();
    json.put("label", status.label());
    json.put("connectedBy", connectedBy == null ? null : connectedBy.id());
    json.put("expiresAt", text(status.expiresAt()));
    json.put("refreshTokenExpiresAt", text(status.refreshTokenExpiresAt()));
    json.put("refreshable", status.isRefreshable());
    json.put("needsReconnect", status.needsReconnect());
    VaultException.Reason unreadable = status.unreadable();
    json.put("unreadable", unreadable == null ? null : unreadable.name().toLowerCase(Locale.ROOT));
    return json;
  }

  private static Map<String, Object> json(Owner owner, String kind, String name, String profile) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("account", owner.account().id());
    json.put("user", owner instanceof MondayUser user ? user.id() : null);
    json.put("kind", kind);
    json.put("name", name);
    json.put("profile", profile);
    return json;
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
