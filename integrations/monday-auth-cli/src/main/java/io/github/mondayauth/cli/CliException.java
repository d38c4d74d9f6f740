package io.github.mondayauth.cli;

/** Ends a command with an exit code and a line of text, which contains no secret. */
final class CliException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final String remedy;

  /**
   * Creates an exception.
   *
   * @param exitCode one of {@link ExitCode}
   * @param message what was expected and what was found
   * @param remedy a sentence that says what to do
   */
  CliException(int exitCode, String message, String remedy) {
    super(message);
    this.exitCode = exitCode;
    this.remedy = remedy;
  }

  /** Returns an exception for wrong arguments, environment variables or files. */
  static CliException usage(String message, String remedy) {
    return new CliException(ExitCode.USAGE, message, remedy);
  }

  int exitCode() {
    return exitCode;
  }

  String remedy() {
    return remedy;
  }
}
