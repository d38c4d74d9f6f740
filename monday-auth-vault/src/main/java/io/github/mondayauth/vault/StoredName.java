package io.github.mondayauth.vault;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Owner;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.RecordName.Kind;
import java.util.Arrays;

/** A record's name as its store key shows it: {@code kind/owner/connection/profile}. */
final class StoredName {
  private StoredName() {}

  static TokenStore.Key key(String app, RecordName name) {
    return new TokenStore.Key(
        app,
        name.owner().account().id(),
        name.kind().text()
            + '/'
            + RecordFormat.owner(name.owner())
            + '/'
            + escape(name.connection())
            + '/'
            + escape(name.profile()));
  }

  static RecordName parse(TokenStore.Key key) {
    String[] parts = key.name().split("/", -1);
    try {
      Kind kind =
          Arrays.stream(Kind.values())
              .filter(k -> k.text().equals(parts[0]))
              .findFirst()
              .orElseThrow();
      return new RecordName(
          owner(key.account(), parts[1]), kind, unescape(parts[2]), unescape(parts[3]));
    } catch (RuntimeException malformed) {
      throw new VaultException(Reason.FORMAT_UNKNOWN, "a record has a name of another format");
    }
  }

  private static Owner owner(long accountId, String text) {
    MondayAccount account = new MondayAccount(accountId);
    return text.equals("account")
        ? account
        : new MondayUser(account, Long.parseLong(text.substring("user:".length())));
  }

  private static String escape(String text) {
    return text.replace("%", "%25").replace("/", "%2F");
  }

  private static String unescape(String text) {
    return text.replace("%2F", "/").replace("%25", "%");
  }
}
