package io.github.mondayauth.benchmarks.verify;

/** Does nothing: what a Java process costs by itself. */
final class EmptyMain {
  private EmptyMain() {}

  /** Returns. */
  public static void main(String[] arguments) {}
}
