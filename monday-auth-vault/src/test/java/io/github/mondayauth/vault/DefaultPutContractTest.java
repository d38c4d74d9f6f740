package io.github.mondayauth.vault;

import io.github.mondayauth.vault.contract.Scale;
import io.github.mondayauth.vault.contract.TokenStoreContract;

/** A store that inherits {@link TokenStore#put}, which takes several steps. */
class DefaultPutContractTest extends TokenStoreContract {
  private final TokenStore inMemory = TokenStore.inMemory();
  private final TokenStoreWrapper wrapper = () -> inMemory;

  @Override
  public TokenStore store() {
    return wrapper;
  }

  @Override
  public int rounds() {
    return Scale.of(50, 1_000);
  }
}
