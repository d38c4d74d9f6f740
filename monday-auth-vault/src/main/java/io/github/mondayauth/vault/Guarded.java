package io.github.mondayauth.vault;

import io.github.mondayauth.vault.VaultException.Reason;
import java.util.function.Supplier;

/** Calls into a user's store: whatever it throws becomes typed. */
final class Guarded {
  private Guarded() {}

  static <T> T store(Supplier<T> call) {
    try {
      return call.get();
    } catch (VaultException typed) {
      throw typed;
    } catch (RuntimeException failed) {
      throw new VaultException(
          Reason.STORE_FAILED,
          "the token store failed with " + failed.getClass().getSimpleName(),
          failed);
    }
  }
}
