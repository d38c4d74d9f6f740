package io.github.mondayauth.benchmarks.vault;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;

/** The limit with a new {@link Cipher} for every operation, as it is usually written. */
final class FreshCipher extends RawAesGcm {
  @Override
  Cipher cipher() throws GeneralSecurityException {
    return Cipher.getInstance("AES/GCM/NoPadding");
  }
}
