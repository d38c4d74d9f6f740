package io.github.mondayauth.vault;

import io.github.mondayauth.vault.contract.Scale;
import io.github.mondayauth.vault.contract.TokenStoreContract;

class InMemoryStoreContractTest extends TokenStoreContract {
  private final TokenStore store = TokenStore.inMemory();

  @Override
  public TokenStore store() {
    return store;
  }

  @Override
  public int rounds() {
    return Scale.of(50, 1_000);
  }
}
