package io.github.mondayauth.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.sqlite.SQLiteDataSource;

/** The tool in this process, with an environment, a terminal and a SQLite vault of its own. */
final class Cli {
  static final String CLIENT_ID = "0123456789abcdef";
  static final String CLIENT_SECRET = "fedcba9876543210fedcba9876543210";

  final Map<String, String> variables = new HashMap<>();
  final Map<String, byte[]> files = new HashMap<>();
  final Queue<String> input = new ArrayDeque<>();
  final List<String> questions = new ArrayList<>();
  boolean isTerminal;
  int width = 80;
  InstantSource time = InstantSource.system();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** Runs a command and returns its exit code. */
  int run(String... arguments) {
    try (PrintStream printsOut = new PrintStream(out, true, UTF_8);
        PrintStream printsErr = new PrintStream(err, true, UTF_8)) {
      return MondayAuthCli.run(environment(), time, printsOut, printsErr, arguments);
    }
  }

  Environment environment() {
    return new Environment() {
      @Override
      public String variable(String name) {
        return variables.get(name);
      }

      @Override
      public byte[] file(Path path) throws IOException {
        byte[] content = files.get(path.toString());
        return content == null ? Files.readAllBytes(path) : content;
      }

      @Override
      public String line(String question) {
        questions.add(question);
        return input.poll();
      }

      @Override
      public String input(String question) {
        return line(question);
      }

      @Override
      public String secret(String question) {
        return line(question);
      }

      @Override
      public boolean isTerminal() {
        return isTerminal;
      }

      @Override
      public int width() {
        return width;
      }
    };
  }

  String out() {
    return out.toString(UTF_8).replace("\r\n", "\n");
  }

  String err() {
    return err.toString(UTF_8).replace("\r\n", "\n");
  }

  /** Forgets what was printed. */
  void clear() {
    out.reset();
    err.reset();
  }

  JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out());
  }

  /** Creates a vault with three accounts, each with one secret, and the variables that name it. */
  TokenVault vault(Path folder) throws IOException {
    Path keys = folder.resolve("keys.json");
    KeyRing.generate(keys);
    variables.put("MONDAY_CLIENT_ID", CLIENT_ID);
    variables.put("MONDAY_CLIENT_SECRET", CLIENT_SECRET);
    variables.put("VAULT_KEYS", keys.toString());
    variables.put("VAULT_JDBC_URL", url(folder.resolve("vault.db")));
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl(variables.get("VAULT_JDBC_URL"));
    TokenStore.createTables(source);
    MondayApp app =
        MondayApp.builder(CLIENT_ID, URI.create("https://app.example.com"))
            .clientSecret(Secret.of(CLIENT_SECRET))
            .build();
    TokenVault vault = TokenVault.open(app, TokenStore.jdbc(source), KeyRing.fromFile(keys));
    for (int id = 1; id <= 3; id++) {
      vault.openAccount(new MondayAccount(id), Instant.EPOCH);
      vault.put(new MondayAccount(id), "webhook", Secret.of("planted-" + id));
    }
    return vault;
  }

  static String url(Path database) {
    return "jdbc:sqlite:" + database + "?journal_mode=WAL&synchronous=FULL";
  }
}
