package io.github.mondayauth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.internal.Base64Url;
import io.github.mondayauth.internal.ConstantTime;
import io.github.mondayauth.internal.Sha256;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request to an external agent, split into its parts. Nothing is verified yet. */
final class SignedAgentRequest {
  /** The longest body, in bytes. */
  static final int MAX_BODY = 1_048_576;

  private static final int MAX_ID = 128;
  private static final int HEX_LENGTH = 64;
  private static final String PREFIX = "sha256=";

  private final String agentId;
  private final String timestamp;
  private final byte[] signature;
  private final byte[] body;

  private SignedAgentRequest(String agentId, String timestamp, byte[] signature, byte[] body) {
    this.agentId = agentId;
    this.timestamp = timestamp;
    this.signature = signature;
    this.body = body;
  }

  /**
   * Splits a request into its parts.
   *
   * @throws TokenRejectedException if a header is missing, occurs twice or has another form, or if
   *     the body is missing or too long
   */
  static SignedAgentRequest of(
      Function<String, ? extends @Nullable List<String>> headers, byte @Nullable [] body) {
    if (body == null) {
      throw new TokenRejectedException(
          Reason.BODY, "body: expected the raw bytes of the request's body, found none");
    }
    if (body.length > MAX_BODY) {
      throw new TokenRejectedException(
          Reason.TOO_LARGE,
          "body: expected at most 1,048,576 bytes, found " + body.length + " bytes");
    }
    String agentId = one(headers, "x-monday-agent-id");
    if (agentId.length() > MAX_ID || !agentId.matches("[!-~]+")) {
      throw malformed("x-monday-agent-id", "1 to 128 visible ASCII characters");
    }
    String timestamp = one(headers, "x-monday-timestamp");
    if (milliseconds(timestamp) == 0) {
      throw malformed("x-monday-timestamp", "a time in whole milliseconds");
    }
    byte[] signature = hex(one(headers, "x-monday-signature"));
    if (signature == null) {
      throw malformed("x-monday-signature", "sha256= and 64 hexadecimal digits");
    }
    return new SignedAgentRequest(agentId, timestamp, signature, body.clone());
  }

  private static String one(
      Function<String, ? extends @Nullable List<String>> headers, String name) {
    List<String> values = headers.apply(name);
    if (values == null || values.isEmpty()) {
      throw new TokenRejectedException(
          Reason.MISSING, name + ": expected one header, found none; a proxy may have removed it");
    }
    if (values.size() > 1) {
      throw malformed(name, "one header");
    }
    return values.get(0);
  }

  private static TokenRejectedException malformed(String name, String expected) {
    return new TokenRejectedException(
        Reason.MALFORMED, name + ": expected " + expected + ", found another value");
  }

  /** Parses a time up to {@link ClaimSet#TIME_LIMIT}. Returns 0 for anything else. */
  private static long milliseconds(String text) {
    long value = Json.decimal(text);
    return value / 1_000 < ClaimSet.TIME_LIMIT ? value : 0;
  }

  private static byte @Nullable [] hex(String text) {
    if (text.length() != PREFIX.length() + HEX_LENGTH || !text.startsWith(PREFIX)) {
      return null;
    }
    try {
      return HexFormat.of().parseHex(text, PREFIX.length(), text.length());
    } catch (IllegalArgumentException invalid) {
      return null;
    }
  }

  String agentId() {
    return agentId;
  }

  /** The time that the signature covers, in milliseconds. */
  long timestamp() {
    return milliseconds(timestamp);
  }

  Instant sentAt() {
    return Instant.ofEpochMilli(timestamp());
  }

  /** Whether the secret made the signature. Takes the same time wherever the two differ. */
  boolean isSignedBy(Secret secret) {
    return isSignature(secret, signed(body));
  }

  /**
   * Whether the secret made the signature of the body without the timestamp, or of the body without
   * or with a line break at its end. For the diagnosis only.
   */
  @Nullable String mistakeWith(Secret secret) {
    if (isSignature(secret, body)) {
      return "the body without the timestamp";
    }
    int end = body.length;
    while (end > 0 && (body[end - 1] == '\n' || body[end - 1] == '\r')) {
      end--;
    }
    byte[] trimmed = Arrays.copyOf(body, end);
    byte[] extended = Arrays.copyOf(trimmed, end + 1);
    extended[end] = '\n';
    return isSignature(secret, signed(trimmed)) || isSignature(secret, signed(extended))
        ? "the body with another line break at its end"
        : null;
  }

  private boolean isSignature(Secret secret, byte[] input) {
    return ConstantTime.areEqual(new HmacKey(secret).mac(input), signature);
  }

  /** What monday.com signs: the time as it was sent, a dot, and the bytes of the body. */
  private byte[] signed(byte[] content) {
    byte[] prefix = (timestamp + ".").getBytes(US_ASCII);
    byte[] signed = Arrays.copyOf(prefix, prefix.length + content.length);
    System.arraycopy(content, 0, signed, prefix.length, content.length);
    return signed;
  }

  /** A hash of the agent id, which has no line break, and of what is signed. */
  String deliveryId() {
    byte[] id = (agentId + "\n").getBytes(US_ASCII);
    byte[] signed = signed(body);
    byte[] all = Arrays.copyOf(id, id.length + signed.length);
    System.arraycopy(signed, 0, all, id.length, signed.length);
    return Base64Url.encode(Sha256.of(all));
  }
}
