package io.github.mondayauth.oauth.credential;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.credential.StoredCredential.EndReason;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.vault.Requirement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The frozen plaintexts of credentials, which other languages read and write too. */
final class CredentialVectorsTest {
  private static final Path FILE =
      Path.of("src/test/resources/io/github/mondayauth/oauth/credential/credential-vectors.json");

  @Test
  @Requirement("F32")
  void readsAndWritesEveryVector() throws Exception {
    List<Map<String, Object>> vectors = vectors(FILE);
    assertThat(vectors).hasSizeGreaterThan(5);
    for (Map<String, Object> vector : vectors) {
      assertReads(vector);
      assertThat(HexFormat.of().formatHex(CredentialCodec.encode(stored(vector))))
          .isEqualTo(vector.get("plaintext"));
    }
  }

  @Test
  @Requirement({"F32", "F33"})
  void nodeReadsAndWritesTheVectorsAndWeReadNodes(@TempDir Path folder) throws Exception {
    NodeScript.assumeInstalled();
    Path changed = folder.resolve("changed.json");
    NodeScript.run("credential-format.mjs", FILE, changed);

    List<Map<String, Object>> vectors = vectors(changed);
    assertThat(vectors).hasSameSizeAs(vectors(FILE));
    for (Map<String, Object> vector : vectors) {
      assertReads(vector);
    }
  }

  private static void assertReads(Map<String, Object> vector) {
    byte[] plaintext = HexFormat.of().parseHex(text(vector, "plaintext"));
    assertThat(CredentialCodec.decode(plaintext)).isEqualTo(stored(vector));
  }

  private static StoredCredential stored(Map<String, Object> json) {
    String ended = text(json, "ended");
    return new StoredCredential(
        new Grant(
            text(json, "secret"),
            (String) json.get("refresh_token"),
            Instant.ofEpochMilli(Long.parseLong(text(json, "obtained_at"))),
            time(json, "expires_at"),
            strings(json, "granted"),
            strings(json, "requested"),
            attributes(json),
            text(json, "host"),
            Long.parseLong(text(json, "connected_by")),
            text(json, "label"),
            time(json, "refresh_expires_at")),
        Instant.ofEpochMilli(Long.parseLong(text(json, "origin"))),
        Long.parseLong(text(json, "connection_number")),
        Long.parseLong(text(json, "generation")),
        ended.equals("NONE") ? null : EndReason.valueOf(ended),
        refresh(json));
  }

  private static RefreshState refresh(Map<String, Object> json) {
    Instant until = time(json, "lease_until");
    Duration duration = Duration.ofMillis(Long.parseLong(text(json, "lease_duration")));
    String lastFailure = (String) json.get("last_failure");
    return new RefreshState(
        until == null ? null : new RefreshState.Lease(until, duration),
        (Boolean) json.get("refresh_token_maybe_used"),
        (Boolean) json.get("earlier_refresh_token_maybe_used"),
        time(json, "no_refresh_before"),
        lastFailure == null ? null : OAuthException.Reason.valueOf(lastFailure),
        time(json, "first_refusal"),
        ((Number) json.get("refusals")).intValue());
  }

  private static String text(Map<String, Object> json, String field) {
    return (String) json.get(field);
  }

  private static @Nullable Instant time(Map<String, Object> json, String field) {
    String millis = (String) json.get(field);
    return millis == null ? null : Instant.ofEpochMilli(Long.parseLong(millis));
  }

  private static Set<String> strings(Map<String, Object> json, String field) {
    Set<String> all = new HashSet<>();
    ((List<?>) json.get(field)).forEach(each -> all.add((String) each));
    return all;
  }

  private static Map<String, String> attributes(Map<String, Object> json) {
    Map<String, String> all = new LinkedHashMap<>();
    ((Map<?, ?>) json.get("attributes"))
        .forEach((name, value) -> all.put((String) name, (String) value));
    return all;
  }

  private static List<Map<String, Object>> vectors(Path file) throws Exception {
    Map<String, Object> json = JSONObjectUtils.parse(Files.readString(file));
    return List.of(JSONObjectUtils.getJSONObjectArray(json, "credentials"));
  }
}
