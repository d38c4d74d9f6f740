package io.github.mondayauth.benchmarks.store;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import java.util.concurrent.ThreadLocalRandom;

/** A store with one credential of 200 bytes for each user, and ten users in each account. */
interface CredentialStore {
  /** The number of users in each account. */
  int USERS = 10;

  /** The service of the credentials. */
  String SERVICE = "github";

  /** Reads a user's credential, and returns its length. */
  long find(MondayUser user) throws Exception;

  /** Replaces a user's credential. */
  void put(MondayUser user, String credential) throws Exception;

  /** The user with the given index, starting at 0. */
  static MondayUser user(int index) {
    return new MondayAccount(10_000_000L + index / USERS).user(60_000_000L + index);
  }

  /** Creates a random credential. */
  static String credential() {
    long random = ThreadLocalRandom.current().nextLong(1_000_000_000_000_000_000L, Long.MAX_VALUE);
    return ("gho_" + random).repeat(9).substring(0, 200);
  }
}
