package io.github.mondayauth.aws;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.contract.Scale;
import io.github.mondayauth.vault.contract.TokenStoreContract;
import java.util.Optional;

class DynamoDbStoreContractTest extends TokenStoreContract {
  private final TokenStore store =
      new DynamoDbTokenStore(DynamoDbLocal.client(), DynamoDbLocal.TABLE);
  private final TokenStore another =
      new DynamoDbTokenStore(DynamoDbLocal.client(), DynamoDbLocal.TABLE);

  @Override
  public TokenStore store() {
    return store;
  }

  @Override
  public TokenStore another() {
    return another;
  }

  @Override
  public Optional<TokenStore> stoppingHalfWay() {
    return Optional.of(
        new DynamoDbTokenStore(
            FaultyClient.failing(DynamoDbLocal.client(), 2), DynamoDbLocal.TABLE));
  }

  @Override
  public int manyRecords() {
    return Scale.of(1_200, 10_000);
  }

  @Override
  public int rounds() {
    return Scale.of(20, 300);
  }
}
