package io.github.mondayauth.transit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.KeyContext;
import io.github.mondayauth.vault.KeyRing.Wrapped;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TransitKeyRingTest {
  private static final KeyContext CONTEXT =
      new KeyContext(
          "client-id", 1_825_529, "epoch-one", Instant.EPOCH, "00000000000000aa", Instant.EPOCH);
  private static final byte[] DATA_KEY = "canary-data-key-of-32-bytes-4711".getBytes(US_ASCII);

  private final FakeTransit vault = new FakeTransit();
  private final FakeTransit.TransitKey key = vault.addKey("monday-auth");
  private final AtomicLong nanos = new AtomicLong();
  private final TransitKeyRing ring = builder().build();

  private TransitKeyRing.Builder builder() {
    return TransitKeyRing.builder(
            vault.address(), "monday-auth", () -> Secret.of(FakeTransit.TOKEN))
        .nanos(nanos::get);
  }

  @AfterEach
  void stop() {
    vault.close();
  }

  @Test
  void unwrapsWhatItWrapped() {
    Wrapped wrapped = ring.wrap(DATA_KEY, CONTEXT);

    assertThat(wrapped.keyId()).isEqualTo("monday-auth:v1").isEqualTo(ring.primaryKeyId());
    assertThat(new String(wrapped.bytes(), US_ASCII)).startsWith("vault:v1:");
    assertThat(ring.unwrap(wrapped, CONTEXT)).isEqualTo(DATA_KEY);
    assertThat(builder().build().unwrap(wrapped, CONTEXT)).isEqualTo(DATA_KEY);
  }

  @Test
  void callsTheEngineAsItsDocumentationSays() throws Exception {
    ring.unwrap(ring.wrap(DATA_KEY, CONTEXT), CONTEXT);

    assertThat(vault.requests())
        .extracting(RecordedRequest::getRequestLine)
        .containsExactly(
            "GET /v1/transit/keys/monday-auth HTTP/1.1",
            "POST /v1/transit/encrypt/monday-auth HTTP/1.1",
            "POST /v1/transit/decrypt/monday-auth HTTP/1.1");
    assertThat(vault.requests())
        .allSatisfy(
            request -> {
              assertThat(request.getHeaders().get("X-Vault-Token")).isEqualTo(FakeTransit.TOKEN);
              assertThat(request.getHeaders().get("X-Vault-Request")).isEqualTo("true");
              assertThat(request.getHeaders().get("X-Vault-Namespace")).isNull();
            });
    JsonNode encrypt = body(1);
    assertThat(encrypt.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("plaintext", "key_version", "associated_data");
    assertThat(encrypt.path("key_version").asInt()).isEqualTo(1);
    assertThat(encrypt.path("plaintext").binaryValue()).hasSize(64).endsWith(DATA_KEY);
    assertThat(encrypt.path("associated_data").binaryValue()).endsWith(CONTEXT.toBytes());
    assertThat(body(2).fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("ciphertext", "associated_data");
    assertThat(body(2).path("associated_data")).isEqualTo(encrypt.path("associated_data"));
  }

  private JsonNode body(int request) throws Exception {
    return new ObjectMapper().readTree(vault.requests().get(request).getBody().utf8());
  }

  @Test
  void usesAnotherMountAndNamespace() {
    vault.mount = "teams/keys";
    vault.namespace = "acme/eu";
    TransitKeyRing elsewhere = builder().mount("teams/keys").namespace("acme/eu").build();

    assertThat(elsewhere.unwrap(elsewhere.wrap(DATA_KEY, CONTEXT), CONTEXT)).isEqualTo(DATA_KEY);
    assertReason(() -> ring.wrap(DATA_KEY, CONTEXT), Reason.KEY_UNKNOWN);
  }

  @Test
  void aWrappedKeyUnwrapsInItsOwnContextOnly() {
    Wrapped wrapped = ring.wrap(DATA_KEY, CONTEXT);

    otherContexts()
        .forEach(other -> assertReason(() -> ring.unwrap(wrapped, other), Reason.KEY_MISMATCH));
  }

  @Test
  void aServerThatIgnoresAssociatedDataDoesNotWeakenTheBinding() {
    vault.ignoresAssociatedData = true;
    Wrapped wrapped = ring.wrap(DATA_KEY, CONTEXT);

    assertThat(ring.unwrap(wrapped, CONTEXT)).isEqualTo(DATA_KEY);
    otherContexts()
        .forEach(other -> assertReason(() -> ring.unwrap(wrapped, other), Reason.KEY_MISMATCH));
  }

  private static List<KeyContext> otherContexts() {
    return List.of(
        new KeyContext(
            "client-i", 1_825_529, "epoch-one", Instant.EPOCH, "00000000000000aa", Instant.EPOCH),
        new KeyContext(
            "client-id", 182_552, "epoch-one", Instant.EPOCH, "00000000000000aa", Instant.EPOCH),
        new KeyContext(
            "client-id", 1_825_529, "epoch-two", Instant.EPOCH, "00000000000000aa", Instant.EPOCH),
        new KeyContext(
            "client-id", 1_825_529, "epoch-one", Instant.EPOCH, "00000000000000ab", Instant.EPOCH),
        new KeyContext(
            "client-id", 0, "epoch-one", Instant.EPOCH, "00000000000000aa", Instant.EPOCH));
  }

  @Test
  void aDerivedKeyBindsWrappedKeysToTheirContext() {
    vault.addKey("derived", "aes256-gcm96", true);
    TransitKeyRing derived =
        TransitKeyRing.builder(vault.address(), "derived", () -> Secret.of(FakeTransit.TOKEN))
            .derived()
            .build();
    Wrapped wrapped = derived.wrap(DATA_KEY, CONTEXT);

    assertThat(derived.unwrap(wrapped, CONTEXT)).isEqualTo(DATA_KEY);
    otherContexts()
        .forEach(other -> assertReason(() -> derived.unwrap(wrapped, other), Reason.KEY_MISMATCH));
  }

  @Test
  void rotatingTheKeyInVaultChangesThePrimaryKey() {
    Wrapped first = ring.wrap(DATA_KEY, CONTEXT);
    key.rotate();
    assertThat(ring.primaryKeyId()).isEqualTo("monday-auth:v1");
    assertThat(ring.wrap(DATA_KEY, CONTEXT).keyId()).isEqualTo("monday-auth:v1");
    nanos.addAndGet(LatestVersion.LIFE.toNanos());

    assertThat(ring.primaryKeyId()).isEqualTo("monday-auth:v2");
    Wrapped second = ring.wrap(DATA_KEY, CONTEXT);
    assertThat(second.keyId()).isEqualTo("monday-auth:v2");
    assertThat(ring.unwrap(first, CONTEXT)).isEqualTo(DATA_KEY);
    assertThat(ring.unwrap(second, CONTEXT)).isEqualTo(DATA_KEY);
    assertThat(vault.calls("keys")).isEqualTo(2);
  }

  @Test
  void aVersionThatMayNotDecryptIsDisabledAndNotLost() {
    Wrapped wrapped = ring.wrap(DATA_KEY, CONTEXT);
    key.rotate();
    key.minDecryption = 2;
    assertReason(() -> ring.unwrap(wrapped, CONTEXT), Reason.KEY_DISABLED);

    key.minDecryption = 1;
    assertThat(ring.unwrap(wrapped, CONTEXT)).isEqualTo(DATA_KEY);
  }

  @Test
  void stopsUsingAVersionThatMayNoLongerEncrypt() {
    ring.wrap(DATA_KEY, CONTEXT);
    key.rotate();
    key.minEncryption = 2;

    assertReason(() -> ring.wrap(DATA_KEY, CONTEXT), Reason.KEY_UNAVAILABLE);
    assertThat(ring.wrap(DATA_KEY, CONTEXT).keyId()).isEqualTo("monday-auth:v2");
  }

  @Test
  void aVersionThatDoesNotExistIsUnknown() {
    key.rotate();
    Wrapped wrapped = ring.wrap(DATA_KEY, CONTEXT);
    key.versions.remove(1);

    assertReason(() -> ring.unwrap(wrapped, CONTEXT), Reason.KEY_UNKNOWN);
  }

  @Test
  void aMissingKeyIsUnknownAndIsNotCreated() {
    Wrapped wrapped = ring.wrap(DATA_KEY, CONTEXT);
    vault.removeKey("monday-auth");

    assertReason(() -> ring.unwrap(wrapped, CONTEXT), Reason.KEY_UNKNOWN);
    assertReason(() -> builder().build().wrap(DATA_KEY, CONTEXT), Reason.KEY_UNKNOWN);
    assertThat(vault.keyNames()).isEmpty();
  }

  @Test
  void refusesAKeyOfAnotherType() {
    for (String type : List.of("rsa-4096", "aes128-gcm96", "hmac")) {
      vault.addKey("odd", type, false);
      TransitKeyRing odd =
          TransitKeyRing.builder(vault.address(), "odd", () -> Secret.of(FakeTransit.TOKEN))
              .build();
      assertReason(odd::primaryKeyId, Reason.KEY_UNKNOWN);
    }
    assertThat(vault.calls("encrypt")).isZero();
  }

  @Test
  void aDataKeyThatAnotherKeyWrappedIsUnknownAndNotSent() {
    Wrapped wrapped = ring.wrap(DATA_KEY, CONTEXT);

    for (String other : List.of("monday", "monday-auth2:v1", "key-2026", "monday-auth")) {
      assertReason(
          () -> ring.unwrap(new Wrapped(other, wrapped.bytes()), CONTEXT), Reason.KEY_UNKNOWN);
    }
    assertThat(vault.calls("decrypt")).isZero();
  }

  @Test
  void rejectsAnAlteredWrappedKey() {
    key.rotate();
    Wrapped wrapped = ring.wrap(DATA_KEY, CONTEXT);
    String text = new String(wrapped.bytes(), US_ASCII);

    List<UnaryOperator<String>> alterations =
        List.of(
            t -> t.replace("vault:v2:", "vault:v1:"),
            t -> t.replace("vault:v2:", "vault:v02:"),
            t -> t.replace("vault:", ""),
            t -> t + "\n",
            t -> t + "\"",
            t -> t.substring(0, t.length() - 8),
            t -> t.substring(0, 30) + (t.charAt(30) == 'A' ? 'B' : 'A') + t.substring(31),
            t -> "-");
    alterations.forEach(
        alteration ->
            assertReason(
                () ->
                    ring.unwrap(
                        new Wrapped("monday-auth:v2", alteration.apply(text).getBytes(US_ASCII)),
                        CONTEXT),
                Reason.KEY_MISMATCH));
    assertReason(
        () -> ring.unwrap(new Wrapped("monday-auth:v1", wrapped.bytes()), CONTEXT),
        Reason.KEY_MISMATCH);
  }

  @Test
  void understandsTheOtherStatusOfVersion16() {
    vault.respondsLikeVersion16 = true;
    Wrapped wrapped = ring.wrap(DATA_KEY, CONTEXT);

    assertReason(() -> ring.unwrap(wrapped, otherContexts().get(0)), Reason.KEY_MISMATCH);
  }

  @Test
  void aRefusedTokenIsDisabledAndItsSuccessorWorksImmediately() {
    AtomicReference<String> token = new AtomicReference<>("hvs.expired");
    TransitKeyRing renewing =
        TransitKeyRing.builder(vault.address(), "monday-auth", () -> Secret.of(token.get()))
            .build();

    assertReason(() -> renewing.wrap(DATA_KEY, CONTEXT), Reason.KEY_DISABLED);
    token.set(FakeTransit.TOKEN);
    assertThat(renewing.unwrap(renewing.wrap(DATA_KEY, CONTEXT), CONTEXT)).isEqualTo(DATA_KEY);
  }

  @Test
  void aSealedOverloadedOrBrokenServerIsUnavailable() {
    Wrapped wrapped = ring.wrap(DATA_KEY, CONTEXT);
    for (int status : new int[] {412, 429, 472, 473, 500, 501, 502, 503, 504, 418, 204, 302}) {
      vault.fault = request -> FakeTransit.error(status, "anything");
      assertReason(() -> ring.unwrap(wrapped, CONTEXT), Reason.KEY_UNAVAILABLE);
      assertReason(() -> builder().build().primaryKeyId(), Reason.KEY_UNAVAILABLE);
    }
    vault.fault = request -> null;
    vault.sealed = true;
    assertReason(() -> ring.unwrap(wrapped, CONTEXT), Reason.KEY_UNAVAILABLE);
    vault.sealed = false;
    assertThat(ring.unwrap(wrapped, CONTEXT)).isEqualTo(DATA_KEY);
  }

  @Test
  void aServerWithInvalidResponsesIsUnavailable() {
    Wrapped wrapped = ring.wrap(DATA_KEY, CONTEXT);
    List<String> responses =
        List.of(
            "",
            "null",
            "[]",
            "<html>the proxy is down</html>",
            "{}",
            "{\"data\":null}",
            "{\"data\":\"text\"}",
            "{\"data\":{\"plaintext\":\"not base64!\",\"ciphertext\":\"vault:v9:AAAA\"}}",
            "{\"data\":{\"plaintext\":\"" + "A".repeat(70_000) + "\"}}");
    for (String response : responses) {
      vault.fault =
          request ->
              request.getTarget().contains("/keys/")
                  ? null
                  : new MockResponse.Builder().body(response).build();
      assertReason(() -> ring.unwrap(wrapped, CONTEXT), Reason.KEY_UNAVAILABLE);
      assertReason(() -> ring.wrap(DATA_KEY, CONTEXT), Reason.KEY_UNAVAILABLE);
    }
  }

  @Test
  void refusesAnotherPlaintext() {
    Wrapped wrapped = ring.wrap(DATA_KEY, CONTEXT);
    String other = Base64.getEncoder().encodeToString(new byte[64]);
    for (String plaintext : List.of(other, other.substring(0, 40), "")) {
      vault.fault =
          request ->
              new MockResponse.Builder()
                  .body("{\"data\":{\"plaintext\":\"" + plaintext + "\"}}")
                  .build();
      assertReason(() -> ring.unwrap(wrapped, CONTEXT), Reason.KEY_MISMATCH);
    }
  }

  @Test
  void aServerThatDoesNotRespondIsUnavailable() {
    Wrapped wrapped = ring.wrap(DATA_KEY, CONTEXT);
    TransitKeyRing impatient = builder().timeout(Duration.ofMillis(150)).build();
    vault.fault =
        request -> new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build();
    assertReason(() -> impatient.unwrap(wrapped, CONTEXT), Reason.KEY_UNAVAILABLE);

    vault.fault = request -> null;
    assertThat(unwrapOnBusyMachine(impatient, wrapped)).isEqualTo(DATA_KEY);
    vault.close();
    assertReason(() -> impatient.unwrap(wrapped, CONTEXT), Reason.KEY_UNAVAILABLE);
  }

  /** On a busy machine, even a server that responds may not do so within the ring's timeout. */
  private static byte[] unwrapOnBusyMachine(TransitKeyRing ring, Wrapped wrapped) {
    for (int attempt = 0; attempt < 100; attempt++) {
      try {
        return ring.unwrap(wrapped, CONTEXT);
      } catch (VaultException e) {
        assertThat(e.reason()).isEqualTo(Reason.KEY_UNAVAILABLE);
      }
    }
    throw new AssertionError("expected the server to respond within 100 attempts");
  }

  @Test
  void followsNoRedirectWithTheToken() throws Exception {
    try (MockWebServer other = new MockWebServer()) {
      other.start();
      vault.fault =
          request ->
              new MockResponse.Builder()
                  .code(307)
                  .setHeader("Location", other.url(request.getTarget()))
                  .build();

      assertReason(() -> ring.primaryKeyId(), Reason.KEY_UNAVAILABLE);
      assertThat(other.getRequestCount()).isZero();
    }
  }

  @Test
  void usesNoVersionAfterAFailedLookup() {
    ring.primaryKeyId();
    nanos.addAndGet(LatestVersion.LIFE.toNanos());
    vault.sealed = true;

    assertReason(ring::primaryKeyId, Reason.KEY_UNAVAILABLE);
    assertReason(() -> ring.wrap(DATA_KEY, CONTEXT), Reason.KEY_UNAVAILABLE);
    vault.sealed = false;
    assertThat(ring.primaryKeyId()).isEqualTo("monday-auth:v1");
  }

  @Test
  void refusesATokenWithSpacesOrLineBreaksAndDoesNotQuoteIt() {
    for (String token : List.of("hvs.secret\n", " hvs.secret", "hvs.\u00fcsecret", "hvs. secret")) {
      TransitKeyRing careless =
          TransitKeyRing.builder(vault.address(), "monday-auth", () -> Secret.of(token)).build();
      VaultException failure =
          catchThrowableOfType(VaultException.class, () -> careless.wrap(DATA_KEY, CONTEXT));
      assertThat(failure).hasMessageNotContaining("secret");
    }
    assertThat(vault.requests()).isEmpty();
  }

  @Test
  void refusesAddressesThatWouldSendTheTokenInClear() {
    List<String> refused =
        List.of(
            "http://vault.example.com:8200",
            "http://127.0.0.1.example.com",
            "https://user:password@vault.example.com",
            "https://vault.example.com/v1",
            "https://vault.example.com?a=b",
            "https://vault.example.com#a",
            "vault.example.com",
            "ftp://localhost");
    for (String address : refused) {
      assertThatThrownBy(
              () ->
                  TransitKeyRing.builder(
                      URI.create(address), "monday-auth", () -> Secret.of(FakeTransit.TOKEN)))
          .as(address)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("password");
    }
    for (String address : List.of("https://vault.example.com", "http://[::1]:8200/")) {
      TransitKeyRing.builder(URI.create(address), "a", () -> Secret.of("t")).build();
    }
  }

  @Test
  void refusesNamesThatWouldChangeThePath() {
    for (String name :
        Arrays.asList("", "a/b", "../keys", "a?b", "a b", "a.", "ü", "a".repeat(51))) {
      assertThatThrownBy(() -> TransitKeyRing.builder(vault.address(), name, () -> Secret.of("t")))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String path : List.of("", "/", "/a", "a/", "a//b", "../sys", "a?b", "a%2fb", "a b")) {
      assertThatThrownBy(() -> builder().mount(path)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static void assertReason(ThrowingCallable call, Reason reason) {
    VaultException failure = catchThrowableOfType(VaultException.class, call);
    assertThat(failure).isNotNull();
    assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(reason);
    for (Throwable t = failure; t != null; t = t.getCause()) {
      assertThat(t.toString())
          .doesNotContain("canary", FakeTransit.TOKEN, "vault:v1:", "anything", "html", "errors");
    }
  }
}
