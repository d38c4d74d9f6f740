package io.github.mondayauth.examples.consumer;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The runtime class path of a module of this folder, as Maven resolved it. */
record ClassPath(List<Path> entries) {
  private static final Pattern JAR = Pattern.compile("(.+?)-(\\d.*)\\.jar");

  /**
   * Reads the class path of a module.
   *
   * @param module the folder of the module
   */
  static ClassPath of(String module) {
    try {
      String list = Files.readString(Path.of("..", module, "target", "class-path.txt"));
      return new ClassPath(
          Pattern.compile(File.pathSeparator, Pattern.LITERAL)
              .splitAsStream(list.strip())
              .map(Path::of)
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException("Expected the class path that `mvn verify` writes", e);
    }
  }

  /** The same without okhttp and what only okhttp needs. */
  ClassPath withoutOkHttp() {
    return only(name -> !isOkHttp(name));
  }

  /** Only okhttp and what it needs. */
  ClassPath okHttp() {
    return only(ClassPath::isOkHttp);
  }

  /** The version of a jar, by its artifact id. */
  String version(String artifact) {
    return entries.stream()
        .map(entry -> JAR.matcher(entry.getFileName().toString()))
        .filter(Matcher::matches)
        .filter(jar -> jar.group(1).equals(artifact))
        .map(jar -> jar.group(2))
        .findFirst()
        .orElse("absent");
  }

  /** The classes of the application and these entries, as an option of the java launcher. */
  String withApplication() {
    return Stream.concat(Stream.of(Path.of("target", "classes")), entries.stream())
        .map(Path::toString)
        .reduce((a, b) -> a + File.pathSeparator + b)
        .orElseThrow();
  }

  @Override
  public String toString() {
    return String.join(File.pathSeparator, entries.stream().map(Path::toString).toList());
  }

  private ClassPath only(Predicate<String> names) {
    return new ClassPath(
        entries.stream().filter(entry -> names.test(entry.getFileName().toString())).toList());
  }

  private static boolean isOkHttp(String jar) {
    return jar.matches("(okhttp|okio|kotlin|annotations-).*");
  }
}
