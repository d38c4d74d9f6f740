package io.github.mondayauth.vault.record;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Owner;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.RecordName.Kind;
import java.util.Arrays;

/**
 * Maps a record's name to the key it has in the store, {@code kind/owner/connection/profile}, and
 * back.
 */
public final class RecordKeys {
  private RecordKeys() {}

  static TokenStore.Key key(String app, RecordName name) {
    return new TokenStore.Key(
        app,
        name.owner().account().id(),
        name.kind().text()
            + '/'
            + owner(name.owner())
            + '/'
            + escape(name.connection())
            + '/'
            + escape(name.profile()));
  }

  /**
   * Returns the name of the record with this key.
   *
   * @throws VaultException if the key has another format
   */
  public static RecordName parse(TokenStore.Key key) {
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
      throw new VaultException(
          Reason.FORMAT_UNKNOWN,
          "a record of account "
              + key.account()
              + ": expected a name of the form kind/owner/connection/profile");
    }
  }

  /** The owner as store keys and encryption contexts spell it. */
  static String owner(Owner owner) {
    return owner instanceof MondayUser user ? "user:" + user.id() : "account";
  }

  private static Owner owner(long accountId, String text) {
    MondayAccount account = new MondayAccount(accountId);
    return text.equals("account")
        ? account
        : account.user(Long.parseLong(text.substring("user:".length())));
  }

  private static String escape(String text) {
    return text.replace("%", "%25").replace("/", "%2F");
  }

  private static String unescape(String text) {
    return text.replace("%2F", "/").replace("%25", "%");
  }
}
