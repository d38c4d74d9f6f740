package io.github.mondayauth.doctor;

/** Thrown for invalid arguments or missing input. The message is for the user of the command. */
final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
