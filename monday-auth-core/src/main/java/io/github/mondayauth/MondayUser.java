package io.github.mondayauth;

/**
 * A user of a monday.com account, identified by both ids.
 *
 * @param account the account
 * @param id the user's id: positive, and possibly beyond 32 bits
 */
public record MondayUser(MondayAccount account, long id) implements Owner {
  /**
   * Creates a user from an account and an id.
   *
   * @param account the account
   * @param id the user's id
   * @throws IllegalArgumentException if {@code id} is not positive
   */
  public MondayUser {
    if (id <= 0) {
      throw new IllegalArgumentException("user id: expected a positive number, found " + id);
    }
  }
}
