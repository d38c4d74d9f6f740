import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Keeps a module's public signatures in a checked-in file, so that a change of the API is seen in a
 * review, and refuses types in them that are neither the JDK's nor ours, nor those of the framework
 * that the module integrates.
 *
 * <p>Run by the build: {@code java PublicApi.java check|write CLASSES_FOLDER API_FILE FRAMEWORK},
 * where FRAMEWORK is a regular expression for packages.
 */
final class PublicApi {
  private static final Pattern QUALIFIED =
      Pattern.compile("(?<![\\w.$])((?:[a-z_][a-z0-9_]*\\.)+[A-Z]\\w*)");
  private static final String ALLOWED = "java|javax\\.sql|javax\\.crypto|io\\.github\\.mondayauth";

  public static void main(String[] arguments) throws IOException {
    String mode = arguments[0];
    Path classes = Path.of(arguments[1]);
    Path file = Path.of(arguments[2]);
    List<String> found = new ArrayList<>(signatures(classes));
    Pattern allowed = Pattern.compile("(" + ALLOWED + "|" + arguments[3] + ")\\..*");
    List<String> foreign = found.stream().flatMap(line -> foreignTypes(line, allowed)).toList();
    if (!foreign.isEmpty()) {
      fail("third-party types in public signatures:\n  " + String.join("\n  ", foreign));
    }
    if (mode.equals("write")) {
      Files.write(file, found);
      return;
    }
    List<String> known = Files.readAllLines(file);
    if (!known.equals(found)) {
      StringBuilder difference = new StringBuilder("the public API differs from " + file.getFileName());
      found.stream().filter(line -> !known.contains(line)).forEach(l -> difference.append("\n  + ").append(l));
      known.stream().filter(line -> !found.contains(line)).forEach(l -> difference.append("\n  - ").append(l));
      fail(difference + "\nIf it is meant: mvn verify -Dapi=write, and review the change of the file");
    }
  }

  private static Stream<String> foreignTypes(String line, Pattern allowed) {
    return QUALIFIED
        .matcher(line)
        .results()
        .map(result -> result.group(1))
        .filter(type -> !allowed.matcher(type).matches())
        .map(type -> type + " in " + line);
  }

  /** One line a member, led by its type, so that the sorted file reads type by type. */
  private static TreeSet<String> signatures(Path classes) throws IOException {
    TreeSet<String> lines = new TreeSet<>();
    for (String folder : exportedFolders(classes)) {
      try (Stream<Path> files = Files.list(classes.resolve(folder))) {
        List<String> javap = new ArrayList<>(List.of("-protected", "-cp", classes.toString()));
        files
            .map(Path::toString)
            .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
            .forEach(javap::add);
        read(run(javap), lines);
      }
    }
    return lines;
  }

  /** The exported packages, or all packages of a module without a descriptor. */
  private static List<String> exportedFolders(Path classes) throws IOException {
    if (!Files.exists(classes.resolve("module-info.class"))) {
      try (Stream<Path> files = Files.walk(classes)) {
        return files
            .filter(file -> file.toString().endsWith(".class"))
            .map(file -> classes.relativize(file.getParent()).toString())
            .distinct()
            .toList();
      }
    }
    try (var in = Files.newInputStream(classes.resolve("module-info.class"))) {
      return ModuleDescriptor.read(in).exports().stream()
          .filter(exports -> !exports.isQualified())
          .map(exports -> exports.source().replace('.', '/'))
          .toList();
    }
  }

  private static String run(List<String> javap) {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);
    int code = ToolProvider.findFirst("javap").orElseThrow().run(writer, writer, javap.toArray(String[]::new));
    if (code != 0) {
      fail("javap: " + out);
    }
    return out.toString();
  }

  private static void read(String output, TreeSet<String> lines) {
    String type = null;
    for (String line : output.split("\n")) {
      if (line.startsWith("Compiled from") || line.isBlank()) {
        continue;
      }
      if (line.endsWith("{")) {
        String declaration = line.substring(0, line.length() - 1).strip();
        boolean visible = declaration.startsWith("public ") || declaration.startsWith("protected ");
        type = visible ? nameIn(declaration) : null;
        if (visible) {
          lines.add(type + ": " + declaration);
        }
      } else if (!line.equals("}") && type != null && !line.contains(" static {}")) {
        lines.add(type + ": " + line.strip());
      }
    }
  }

  private static String nameIn(String declaration) {
    var name = Pattern.compile("(?:class|interface) ([\\w.$]+)").matcher(declaration);
    if (!name.find()) {
      fail("not a type: " + declaration);
    }
    return name.group(1).substring(name.group(1).lastIndexOf('.') + 1);
  }

  private static void fail(String message) {
    System.err.println("public API: " + message);
    System.exit(1);
  }
}
