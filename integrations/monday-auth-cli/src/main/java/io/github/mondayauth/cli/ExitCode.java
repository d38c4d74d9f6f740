package io.github.mondayauth.cli;

/** The exit codes of all commands; the README and {@code --help} list them. */
final class ExitCode {
  /** Done, or the token verifies. */
  static final int DONE = 0;

  /** The command ran and found something that needs attention. */
  static final int FOUND = 1;

  /** The arguments, the environment or a file is wrong; nothing was changed. */
  static final int USAGE = 2;

  /** Nothing failed, but there is work left for another run. */
  static final int AGAIN = 3;

  /** The database or a key failed or cannot be reached. */
  static final int FAILED = 4;

  /** The deletion was not confirmed; nothing was changed. */
  static final int NOT_CONFIRMED = 5;

  private ExitCode() {}
}
