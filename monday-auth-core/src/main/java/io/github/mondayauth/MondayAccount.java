package io.github.mondayauth;

/**
 * A monday.com account, by its id.
 *
 * @param id the account's id, positive; monday.com's ids exceed 32 bits
 */
public record MondayAccount(long id) implements Owner {
  /**
   * Checks the id.
   *
   * @param id the account's id
   * @throws IllegalArgumentException if {@code id} is not positive
   */
  public MondayAccount {
    if (id <= 0) {
      throw new IllegalArgumentException("an account id is positive, found " + id);
    }
  }

  /**
   * A user of this account, for ids that an application stored.
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
