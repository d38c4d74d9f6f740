package io.github.mondayauth.benchmarks.store;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import java.util.concurrent.ThreadLocalRandom;

/** Somewhere to keep one credential of 200 bytes for each user, ten users an account. */
interface Credentials {
  /** Users of each account. */
  int USERS = 10;

  /** The service the credentials are for. */
  String SERVICE = "github";

  /** Reads a user's credential; a number that depends on it. */
  long find(MondayUser user) throws Exception;

  /** Stores a user's credential in the place of the present one. */
  void put(MondayUser user, String credential) throws Exception;

  /** One of so many users. */
  static MondayUser user(int index) {
    return new MondayAccount(10_000_000L + index / USERS).user(60_000_000L + index);
  }

  /** A new credential. */
  static String credential() {
    long random = ThreadLocalRandom.current().nextLong(1_000_000_000_000_000_000L, Long.MAX_VALUE);
    return ("gho_" + random).repeat(9).substring(0, 200);
  }
}
