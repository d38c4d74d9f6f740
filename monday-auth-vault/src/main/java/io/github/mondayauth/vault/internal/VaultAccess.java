package io.github.mondayauth.vault.internal;

import io.github.mondayauth.vault.TokenVault;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives the oauth module the records of a vault, which have no place in the public API.
 *
 * <p>This is the JDK's {@code SharedSecrets} pattern: the class with the private state registers a
 * reader of it in a package that only sibling modules see. It costs a static field and a cycle of
 * two files. The alternative, a superclass of {@link TokenVault} in this package, would show in the
 * public signatures.
 */
public final class VaultAccess {
  private static volatile @Nullable Function<TokenVault, AccountRecords> reader;

  private VaultAccess() {}

  /** Registers the reader. {@link TokenVault} calls this when it is initialized. */
  public static void register(Function<TokenVault, AccountRecords> recordsReader) {
    reader = recordsReader;
  }

  /** Returns a vault's records. The reader is set, since the vault's class is initialized. */
  public static AccountRecords records(TokenVault vault) {
    return Objects.requireNonNull(reader).apply(vault);
  }
}
