package io.github.mondayauth.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * KMS, Secrets Manager and Parameter Store on localhost, written from the services' API models: the
 * JSON 1.1 protocol, the errors of each operation, the encryption context, and key states.
 */
public final class FakeAws implements AutoCloseable {
  public static final String REGION = "eu-central-1";

  /** The states of a key in which the operations differ. */
  public enum State {
    ENABLED,
    DISABLED,
    PENDING_DELETION,
    DENIED
  }

  /** A request that arrived: its operation, and its body. */
  public record Received(String operation, JsonNode body) {}

  /** An error response; a null type means a response that is not sent before the end. */
  private record Fault(int status, @Nullable String type) {}

  /** A refusal with an error code of the API model. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;
    private final String type;

    Refusal(String type) {
      super(type);
      this.type = type;
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int NONCE = 12;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch end = new CountDownLatch(1);
  private final SecureRandom random = new SecureRandom();
  private final Map<String, byte[]> keys = new ConcurrentHashMap<>();
  private final Map<String, State> states = new ConcurrentHashMap<>();
  private final Map<String, Map<String, String>> secrets = new ConcurrentHashMap<>();
  private final Map<String, String> parameters = new ConcurrentHashMap<>();
  private final LinkedBlockingQueue<Fault> faults = new LinkedBlockingQueue<>();
  private final List<Received> requests = new CopyOnWriteArrayList<>();

  private FakeAws(HttpServer server) {
    this.server = server;
  }

  public static FakeAws start() {
    try {
      FakeAws aws =
          new FakeAws(
              HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
      aws.server.createContext("/", aws::handle);
      aws.server.setExecutor(aws.threads);
      aws.server.start();
      return aws;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  public URI endpoint() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  public KmsClient kms() {
    return client(KmsClient.builder());
  }

  public SecretsManagerClient secretsManager() {
    return client(SecretsManagerClient.builder());
  }

  SsmClient parameterStore() {
    return client(SsmClient.builder());
  }

  <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(B builder) {
    return builder
        .endpointOverride(endpoint())
        .region(Region.of(REGION))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("fake", "fake")))
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }

  /** Creates a symmetric key, and returns its ARN. */
  public String createKey(String id) {
    byte[] key = new byte[32];
    random.nextBytes(key);
    String arn = "arn:aws:kms:" + REGION + ":123456789012:key/" + id;
    keys.put(arn, key);
    states.put(arn, State.ENABLED);
    return arn;
  }

  void setState(String arn, State state) {
    states.put(arn, state);
  }

  public void putSecret(String id, String stage, String text) {
    secrets.computeIfAbsent(id, any -> new ConcurrentHashMap<>()).put(stage, text);
  }

  void putParameter(String name, String value) {
    parameters.put(name, value);
  }

  /** Replies to the next requests with an error of this type. */
  void failNext(int times, int status, String type) {
    for (int i = 0; i < times; i++) {
      faults.add(new Fault(status, type));
    }
  }

  /** Does not reply to the next request. */
  void hangNext(int times) {
    for (int i = 0; i < times; i++) {
      faults.add(new Fault(0, null));
    }
  }

  public List<Received> requests() {
    return requests;
  }

  /** Decrypts what {@link KmsClient} encrypted, as an operator with every permission could. */
  byte[] decrypt(String arn, byte[] blob, Map<String, String> context) {
    try {
      return open(arn, blob, context);
    } catch (Refusal refused) {
      throw new IllegalStateException(refused);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
      String type = exchange.getRequestHeaders().getFirst("Content-Type");
      String signature = exchange.getRequestHeaders().getFirst("Authorization");
      JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
      if (!"application/x-amz-json-1.1".equals(type)
          || signature == null
          || !signature.startsWith("AWS4-HMAC-SHA256 ")) {
        reply(exchange, 400, Map.of("__type", "MissingAuthenticationTokenException"));
        return;
      }
      requests.add(new Received(target.substring(target.indexOf('.') + 1), body));
      Fault fault = faults.poll();
      if (fault != null && fault.type() == null) {
        await();
      } else if (fault != null) {
        reply(
            exchange,
            fault.status(),
            Map.of("__type", fault.type(), "message", "planted-message " + body));
      } else {
        replyTo(exchange, target, body);
      }
    }
  }

  private void replyTo(HttpExchange exchange, String target, JsonNode body) throws IOException {
    Object result;
    try {
      result = result(target, body);
    } catch (Refusal refused) {
      reply(exchange, 400, Map.of("__type", refused.type, "message", "planted-message"));
      return;
    }
    reply(exchange, 200, result);
  }

  private void await() {
    try {
      end.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static void reply(HttpExchange exchange, int status, Object body) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
    exchange.getResponseHeaders().set("x-amzn-RequestId", "request-4711");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private Object result(String target, JsonNode body) throws Refusal {
    return switch (target) {
      case "TrentService.Encrypt" -> encrypt(body);
      case "TrentService.Decrypt" -> decrypt(body);
      case "TrentService.ReEncrypt" -> reEncrypt(body);
      case "secretsmanager.GetSecretValue" -> secret(body);
      case "AmazonSSM.GetParameter" -> parameter(body);
      default -> throw new Refusal("UnknownOperationException");
    };
  }

  private Object encrypt(JsonNode body) throws Refusal {
    String arn = usable(body.path("KeyId").asText());
    byte[] plaintext = bytes(body, "Plaintext");
    if (plaintext.length > 4096) {
      throw new Refusal("ValidationException");
    }
    return Map.of(
        "CiphertextBlob",
        text(seal(arn, plaintext, context(body, "EncryptionContext"))),
        "KeyId",
        arn,
        "EncryptionAlgorithm",
        "SYMMETRIC_DEFAULT");
  }

  private Object decrypt(JsonNode body) throws Refusal {
    byte[] blob = bytes(body, "CiphertextBlob");
    String arn = encrypter(blob);
    if (body.hasNonNull("KeyId")) {
      String named = usable(body.path("KeyId").asText());
      if (!named.equals(arn)) {
        throw new Refusal("IncorrectKeyException");
      }
    }
    return Map.of(
        "Plaintext",
        text(open(usable(arn), blob, context(body, "EncryptionContext"))),
        "KeyId",
        arn,
        "EncryptionAlgorithm",
        "SYMMETRIC_DEFAULT");
  }

  private Object reEncrypt(JsonNode body) throws Refusal {
    byte[] blob = bytes(body, "CiphertextBlob");
    String from = encrypter(blob);
    if (body.hasNonNull("SourceKeyId") && !body.path("SourceKeyId").asText().equals(from)) {
      throw new Refusal("IncorrectKeyException");
    }
    String to = usable(body.path("DestinationKeyId").asText());
    byte[] plaintext = open(usable(from), blob, context(body, "SourceEncryptionContext"));
    return Map.of(
        "CiphertextBlob",
        text(seal(to, plaintext, context(body, "DestinationEncryptionContext"))),
        "SourceKeyId",
        from,
        "KeyId",
        to,
        "SourceEncryptionAlgorithm",
        "SYMMETRIC_DEFAULT",
        "DestinationEncryptionAlgorithm",
        "SYMMETRIC_DEFAULT");
  }

  private String usable(String arn) throws Refusal {
    State state = states.get(arn);
    if (state == null) {
      throw new Refusal("NotFoundException");
    }
    switch (state) {
      case DISABLED -> throw new Refusal("DisabledException");
      case PENDING_DELETION -> throw new Refusal("KMSInvalidStateException");
      case DENIED -> throw new Refusal("AccessDeniedException");
      default -> {
        return arn;
      }
    }
  }

  private static Map<String, String> context(JsonNode body, String name) {
    Map<String, String> context = new TreeMap<>();
    body.path(name).properties().forEach(f -> context.put(f.getKey(), f.getValue().asText()));
    return context;
  }

  /** A ciphertext is the ARN's length and the ARN, a nonce, and the ciphertext of AES-256-GCM. */
  private byte[] seal(String arn, byte[] plaintext, Map<String, String> context) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    byte[] name = arn.getBytes(UTF_8);
    byte[] sealed = cipher(Cipher.ENCRYPT_MODE, arn, nonce, context, plaintext);
    return ByteBuffer.allocate(1 + name.length + NONCE + sealed.length)
        .put((byte) name.length)
        .put(name)
        .put(nonce)
        .put(sealed)
        .array();
  }

  private byte[] open(String arn, byte[] blob, Map<String, String> context) throws Refusal {
    int start = 1 + arn.getBytes(UTF_8).length;
    try {
      return cipher(
          Cipher.DECRYPT_MODE,
          arn,
          Arrays.copyOfRange(blob, start, start + NONCE),
          context,
          Arrays.copyOfRange(blob, start + NONCE, blob.length));
    } catch (IllegalStateException altered) {
      throw new Refusal("InvalidCiphertextException");
    }
  }

  private String encrypter(byte[] blob) throws Refusal {
    if (blob.length == 0) {
      // The API model: a CiphertextBlob has 1 to 6144 bytes.
      throw new Refusal("ValidationException");
    }
    int length = blob[0];
    if (length < 1 || blob.length < 1 + length + NONCE) {
      throw new Refusal("InvalidCiphertextException");
    }
    String arn = new String(blob, 1, length, UTF_8);
    if (!keys.containsKey(arn)) {
      throw new Refusal("InvalidCiphertextException");
    }
    return arn;
  }

  private byte[] cipher(
      int mode, String arn, byte[] nonce, Map<String, String> context, byte[] bytes) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, new SecretKeySpec(keys.get(arn), "AES"), new GCMParameterSpec(128, nonce));
      cipher.updateAAD((arn + new TreeMap<>(context)).getBytes(UTF_8));
      return cipher.doFinal(bytes);
    } catch (AEADBadTagException altered) {
      throw new IllegalStateException("altered", altered);
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private Object secret(JsonNode body) throws Refusal {
    Map<String, String> versions = secrets.get(body.path("SecretId").asText());
    String text = versions == null ? null : versions.get(body.path("VersionStage").asText());
    if (text == null) {
      throw new Refusal("ResourceNotFoundException");
    }
    ObjectNode result = JSON.createObjectNode().put("Name", body.path("SecretId").asText());
    return text.equals("binary")
        ? result.put("SecretBinary", text(new byte[] {1, 2, 3}))
        : result.put("SecretString", text);
  }

  private Object parameter(JsonNode body) throws Refusal {
    String value = parameters.get(body.path("Name").asText());
    if (value == null) {
      throw new Refusal("ParameterNotFound");
    }
    boolean decrypted = body.path("WithDecryption").asBoolean();
    return Map.of(
        "Parameter",
        Map.of(
            "Name",
            body.path("Name").asText(),
            "Type",
            "SecureString",
            "Value",
            decrypted ? value : text(value.getBytes(UTF_8))));
  }

  private static byte[] bytes(JsonNode body, String name) {
    return Base64.getDecoder().decode(body.path(name).asText());
  }

  private static String text(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** A time within which no fault of this server lets a test hang. */
  static Duration patience() {
    return Duration.ofSeconds(30);
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
