package io.github.mondayauth.vault.contract;

import io.github.mondayauth.vault.TokenStore;
import java.util.Optional;

/**
 * The contract of a {@link TokenStore}. The test class of an implementation extends it. Every test
 * uses its own app id, so the store need not be empty. The purge tests delete every record whose
 * purge time is in the first days of 1970.
 */
public abstract class TokenStoreContract
    implements FindContract,
        CreateContract,
        ReplaceContract,
        PutContract,
        DeleteContract,
        DeleteAccountContract,
        PagesContract,
        PurgeContract,
        ExactnessContract,
        ConcurrencyContract,
        FenceContract {

  /** Returns the store under test. Within one test, every call returns the same data. */
  @Override
  public abstract TokenStore store();

  /**
   * Returns another instance over the same data, as in another process. Default: the same instance,
   * which is right only for a store within one process.
   */
  @Override
  public TokenStore another() {
    return store();
  }

  /**
   * Returns an instance whose {@code deleteAccount} fails after a part of its work, which {@link
   * #store()} then finishes. Default: empty, for a store whose deletion is atomic.
   */
  @Override
  public Optional<TokenStore> stoppingHalfWay() {
    return Optional.empty();
  }

  /**
   * How many records the largest scan reads. While it runs, two threads create and delete at most
   * as many each. The test that deletes thousands of records deletes at most as many. All of this
   * has to take less than five minutes. Default: 10,000.
   */
  @Override
  public int manyRecords() {
    return 10_000;
  }

  /** How many rounds each race runs. Default: 100. */
  @Override
  public int rounds() {
    return 100;
  }
}
