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
}
