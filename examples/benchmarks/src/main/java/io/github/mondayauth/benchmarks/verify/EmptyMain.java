package io.github.mondayauth.benchmarks.verify;

/** Does nothing, to measure the cost of a Java process itself. */
final class EmptyMain {
  private EmptyMain() {}

  /** Returns immediately. */
  public static void main(String[] arguments) {}
}
