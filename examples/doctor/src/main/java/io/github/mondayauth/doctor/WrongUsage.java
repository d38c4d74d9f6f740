package io.github.mondayauth.doctor;

/** The command was called with something missing or too much; the message is for who called it. */
final class WrongUsage extends Exception {
  private static final long serialVersionUID = 1L;

  WrongUsage(String message) {
    super(message);
  }
}
