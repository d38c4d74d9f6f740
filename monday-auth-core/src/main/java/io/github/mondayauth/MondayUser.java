package io.github.mondayauth;

/**
 * A user of a monday.com account, by the ids of both.
 *
 * @param account the account
 * @param id the user's id, positive; monday.com's ids exceed 32 bits
 */
public record MondayUser(MondayAccount account, long id) implements Owner {
  /**
   * Checks the id.
   *
   * @param account the account
   * @param id the user's id
   * @throws IllegalArgumentException if {@code id} is not positive
   */
  public MondayUser {
    if (id <= 0) {
      throw new IllegalArgumentException("a user id is positive, found " + id);
    }
  }

  /**
   * A user from stored ids.
   *
   * @param accountId the account's id
   * @param userId the user's id
   * @return the user
   * @throws IllegalArgumentException if an id is not positive
   */
  public static MondayUser of(long accountId, long userId) {
    return new MondayUser(new MondayAccount(accountId), userId);
  }
}
