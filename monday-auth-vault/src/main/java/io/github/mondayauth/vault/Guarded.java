package io.github.mondayauth.vault;

import io.github.mondayauth.vault.VaultException.Reason;
import java.util.function.Supplier;

/** Calls into a user's store or key ring: whatever they throw becomes typed. */
final class Guarded {
  private Guarded() {}

  static <T> T store(Supplier<T> call) {
    return call(call, Reason.STORE_FAILED, "the token store failed");
  }

  static <T> T keys(Supplier<T> call) {
    return call(call, Reason.KEY_UNAVAILABLE, "the key ring failed");
  }

  private static <T> T call(Supplier<T> call, Reason reason, String message) {
    try {
      return call.get();
    } catch (VaultException typed) {
      throw typed;
    } catch (RuntimeException failed) {
      throw new VaultException(
          reason, message + " with " + failed.getClass().getSimpleName(), failed);
    }
  }
}
