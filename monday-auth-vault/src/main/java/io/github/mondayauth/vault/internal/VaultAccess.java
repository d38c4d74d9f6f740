package io.github.mondayauth.vault.internal;

import io.github.mondayauth.vault.TokenVault;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Hands the sibling modules the records of a vault, which its public API does not show. */
public final class VaultAccess {
  private static volatile @Nullable Function<TokenVault, AccountRecords> reader;

  private VaultAccess() {}

  /** Called once, when {@link TokenVault} is loaded. */
  public static void register(Function<TokenVault, AccountRecords> recordsReader) {
    reader = recordsReader;
  }

  /** The records; an instance exists, so its class is loaded and has registered. */
  public static AccountRecords records(TokenVault vault) {
    return Objects.requireNonNull(reader).apply(vault);
  }
}
