package io.github.mondayauth;

/**
 * A monday.com account, identified by its id.
 *
 * @param id the account's id: positive, and possibly beyond 32 bits
 */
public record MondayAccount(long id) implements Owner {
  /**
   * Creates an account from an id.
   *
   * @param id the account's id
   * @throws IllegalArgumentException if {@code id} is not positive
   */
  public MondayAccount {
    if (id <= 0) {
      throw new IllegalArgumentException("account id: expected a positive number, found " + id);
    }
  }

  /**
   * Returns a user of this account, for ids that an application has stored.
   *
   * @param userId the user's id
   * @return the user
   * @throws IllegalArgumentException if {@code userId} is not positive
   */
  public MondayUser user(long userId) {
    return new MondayUser(this, userId);
  }

  @Override
  public MondayAccount account() {
    return this;
  }
}
