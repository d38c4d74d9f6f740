package io.github.mondayauth.benchmarks.vault;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;

/** The limit, but with a new {@link Cipher} for every operation, as most applications do it. */
final class FreshCipher extends RawAesGcm {
  @Override
  Cipher cipher() throws GeneralSecurityException {
    return Cipher.getInstance("AES/GCM/NoPadding");
  }
}
