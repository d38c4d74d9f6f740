package io.github.mondayauth.vault.contract;

import io.github.mondayauth.vault.TokenStore;
import java.util.Optional;

/**
 * The contract of a {@link TokenStore}. A test class of an implementation extends it; every test
 * works under an app id of its own, so the store need not be empty. The purge tests delete whatever
 * is overdue by 1970.
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

  /** The store under test; the same data whenever it is called within one test. */
  @Override
  public abstract TokenStore store();

  /**
   * Another instance over the same data, as another process has it. Default: the same instance,
   * which is right only for a store within one process.
   */
  @Override
  public TokenStore another() {
    return store();
  }

  /**
   * The store with a {@code deleteAccount} that stops with an exception after a part of its work,
   * to be finished by {@link #store()}; empty, the default, where it is atomic.
   */
  @Override
  public Optional<TokenStore> stoppingHalfWay() {
    return Optional.empty();
  }

  /** How many records the scans under writes go through, and the largest deletion at most. */
  @Override
  public int manyRecords() {
    return 10_000;
  }

  /** How many rounds the races run. */
  @Override
  public int rounds() {
    return 100;
  }
}
