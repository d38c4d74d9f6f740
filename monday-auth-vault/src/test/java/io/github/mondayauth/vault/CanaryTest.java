package io.github.mondayauth.vault;

import static io.github.mondayauth.vault.Vaults.ACCOUNT;
import static io.github.mondayauth.vault.Vaults.NOW;
import static io.github.mondayauth.vault.Vaults.USER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.Secret;
import io.github.mondayauth.internal.Sha256;
import io.github.mondayauth.vault.jdbc.Databases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files of a database reveal no secret to an attacker without the keys. */
class CanaryTest {
  private static final int ATTEMPTS = 10;
  private static final String CANARY = "canary/Token+0123456789?abcdefghijklmnopqrstuvwxyz=";
  private static final String LATER = "second/Token+9876543210?zyxwvutsrqponmlkjihgfedcba=";

  @Test
  void noFileOfSqliteContainsASecret() throws Exception {
    Path file = Databases.newFile();
    try (HikariDataSource source = Databases.sqlite(file)) {
      TokenStore.createTables(source);
      use(source);
      assertClean(file.getParent()); // while the write-ahead log exists
    }
    assertClean(file.getParent()); // after a checkpoint deleted it
  }

  @Test
  void noFileOfPostgresContainsASecret() throws Exception {
    try (HikariDataSource source = Databases.postgres()) {
      TokenStore.createTables(source);
      use(source);
      try (Connection connection = source.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CHECKPOINT");
      }
      assertClean(Databases.postgresFolder());
    }
  }

  @Test
  void theScanFindsEveryForm() throws IOException {
    Path folder = Databases.newFile().getParent();
    for (byte[] form : forms(CANARY).values()) {
      byte[] content = new byte[form.length + 100];
      System.arraycopy(form, 0, content, 37, form.length);
      Files.write(folder.resolve("dump"), content);
      assertThat(findings(folder)).isNotEmpty();
    }
  }

  private static void use(HikariDataSource source) {
    TokenVault vault = Vaults.vault(TokenStore.jdbc(source));
    vault.openAccount(ACCOUNT, NOW);
    for (int i = 0; i < 20; i++) {
      vault.put(USER, "first-" + i, Secret.of(CANARY));
      vault.put(USER, "first-" + i, Secret.of(LATER));
      vault.update(USER, "first-" + i, secret -> Secret.of(CANARY + LATER));
      vault.put(ACCOUNT, "long-" + i, Secret.of(CANARY.repeat(1_000)));
    }
    vault.remove(USER, "first-0");
  }

  private static void assertClean(Path folder) throws IOException {
    assertThat(findings(folder)).isEmpty();
  }

  private static List<String> findings(Path folder) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return findingsInFiles(folder);
      } catch (NoSuchFileException | UncheckedIOException e) {
        // A database that is running renames its temporary files.
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static List<String> findingsInFiles(Path folder) throws IOException {
    Map<String, byte[]> forms = new TreeMap<>();
    for (String secret : List.of(CANARY, LATER, keyBytes())) {
      forms.putAll(forms(secret));
    }
    forms.put("key, raw", Base64.getUrlDecoder().decode(keyBytes()));
    List<String> findings = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        forms.forEach(
            (name, form) -> {
              if (content.contains(new String(form, StandardCharsets.ISO_8859_1))) {
                findings.add(name + " in " + file);
              }
            });
      }
    }
    return findings;
  }

  private static String keyBytes() {
    return Vaults.KEYS.reveal().replaceAll("(?s).*\"k\":\"([^\"]+)\".*", "$1");
  }

  /** Parts of the secret in every encoding, with base64 in each of its three alignments. */
  private static Map<String, byte[]> forms(String secret) {
    Map<String, byte[]> forms = new TreeMap<>();
    byte[] raw = secret.getBytes(UTF_8);
    String name = secret.substring(0, 6) + ", ";
    forms.put(name + "raw", Arrays.copyOf(raw, 16));
    forms.put(name + "raw, end", Arrays.copyOfRange(raw, raw.length - 16, raw.length));
    forms.put(name + "UTF-16", Arrays.copyOf(secret.getBytes(StandardCharsets.UTF_16LE), 32));
    forms.put(name + "hex", HexFormat.of().formatHex(raw).substring(0, 32).getBytes(UTF_8));
    forms.put(
        name + "HEX",
        HexFormat.of().withUpperCase().formatHex(raw).substring(0, 32).getBytes(UTF_8));
    forms.put(name + "URL", URLEncoder.encode(secret, UTF_8).substring(0, 20).getBytes(UTF_8));
    for (int shift = 0; shift < 3; shift++) {
      byte[] cut = Arrays.copyOfRange(raw, shift, shift + 24);
      forms.put(name + "base64 " + shift, Base64.getEncoder().encode(cut));
      forms.put(name + "base64url " + shift, Base64.getUrlEncoder().encode(cut));
    }
    byte[] hash = Sha256.of(raw);
    forms.put(name + "SHA-256", hash);
    forms.put(name + "SHA-256, hex", HexFormat.of().formatHex(hash).getBytes(UTF_8));
    forms.put(name + "SHA-256, base64", Base64.getEncoder().encode(hash));
    return forms;
  }
}
