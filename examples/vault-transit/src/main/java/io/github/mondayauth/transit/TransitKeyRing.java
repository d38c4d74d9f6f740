package io.github.mondayauth.transit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.KeyContext;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * A key ring whose wrapping key never leaves HashiCorp Vault (or OpenBao): data keys are encrypted
 * and decrypted by the transit engine.
 *
 * <p>The key's context is bound twice: as the engine's associated data, and as a hash inside what
 * is encrypted, since a server that does not know associated data ignores it without a word. Each
 * version of the transit key has an id of its own, {@code NAME:vN}, so that a rotation in Vault is
 * a rotation of the key ring. The latest version is looked up at most once a minute, when something
 * is to be wrapped; a failed look-up leaves nothing in use.
 *
 * <p>Trouble is a {@link VaultException}: {@code KEY_UNAVAILABLE} for a server that cannot be
 * reached, is sealed, overloaded or answers nonsense; {@code KEY_DISABLED} for a token that is
 * refused and for a version below the key's {@code min_decryption_version}; {@code KEY_UNKNOWN} for
 * a key, version or mount that does not exist; {@code KEY_MISMATCH} for a wrapped key that does not
 * open. No message contains a token, a key or an answer of the server.
 *
 * <p>Immutable but for the version it looked up, and safe for use by several threads.
 */
public final class TransitKeyRing implements KeyRing {
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]{0,48}[A-Za-z0-9_])?");
  private static final Pattern CIPHERTEXT =
      Pattern.compile("vault:v([1-9][0-9]{0,8}):[A-Za-z0-9+/]{4,2000}={0,2}");

  private final TransitServer server;
  private final LatestVersion latest;
  private final String name;
  private final boolean derived;

  private TransitKeyRing(Builder builder) {
    this.server = new TransitServer(builder);
    this.name = builder.name;
    this.derived = builder.derived;
    this.latest = new LatestVersion(server, name, builder.nanos);
  }

  /**
   * Begins a key ring.
   *
   * @param address the server, {@code https://host:port}; http only on this machine's own loopback
   *     address, where a Vault agent listens
   * @param keyName the transit key, of type {@code aes256-gcm96} or {@code chacha20-poly1305}: 1 to
   *     50 letters, digits and {@code _ - .} characters
   * @param token the client token, asked for with every call, so that a renewed one counts at once
   * @return a builder
   * @throws IllegalArgumentException if the address or the name is not as described
   */
  public static Builder builder(URI address, String keyName, Supplier<Secret> token) {
    return new Builder(address, keyName, token);
  }

  @Override
  public String primaryKeyId() {
    return id(latest.get());
  }

  @Override
  public Wrapped wrap(byte[] dataKey, KeyContext context) {
    int version = latest.get();
    Binding binding = Binding.of(id(version), context);
    String ciphertext;
    try {
      ciphertext = server.encrypt(name, version, binding, binding.wrap(dataKey), derived);
    } catch (VaultException trouble) {
      // The version may have been withdrawn: the next attempt looks it up.
      latest.drop();
      throw trouble;
    }
    if (versionOf(ciphertext) != version) {
      throw new VaultException(
          Reason.KEY_UNAVAILABLE, "a ciphertext of " + id(version) + " expected from the server");
    }
    return new Wrapped(id(version), ciphertext.getBytes(ISO_8859_1));
  }

  @Override
  public byte[] unwrap(Wrapped wrapped, KeyContext context) {
    String ciphertext = new String(wrapped.bytes(), ISO_8859_1);
    int version = versionOf(ciphertext);
    if (!wrapped.keyId().startsWith(name + ":v")) {
      throw new VaultException(
          Reason.KEY_UNKNOWN,
          "the key ring has the transit key " + name + " and not " + wrapped.keyId());
    }
    if (!wrapped.keyId().equals(id(version))) {
      throw new VaultException(
          Reason.KEY_MISMATCH, "what " + wrapped.keyId() + " wrapped was altered");
    }
    Binding binding = Binding.of(wrapped.keyId(), context);
    return binding.unwrap(server.decrypt(name, ciphertext, binding, derived));
  }

  private String id(int version) {
    return name + ":v" + version;
  }

  /** The key's version a ciphertext names, or 0 if it is none. */
  private static int versionOf(String ciphertext) {
    Matcher matcher = CIPHERTEXT.matcher(ciphertext);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  @Override
  public String toString() {
    return "KeyRing[transit key " + name + " at " + server + "]";
  }

  /** Settings of a {@link TransitKeyRing}. Not safe for use by several threads. */
  public static final class Builder {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    final URI address;
    final String name;
    final Supplier<Secret> token;
    String mount = "transit";
    @Nullable String namespace;
    Duration timeout = Duration.ofSeconds(3);
    OkHttpClient client = new OkHttpClient();
    boolean derived;
    LongSupplier nanos = System::nanoTime;

    private Builder(URI address, String name, Supplier<Secret> token) {
      this.address = checked(address);
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "a transit key's name has 1 to 50 letters, digits and _ - . characters");
      }
      this.name = name;
      this.token = requireNonNull(token);
    }

    private static URI checked(URI address) {
      String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
      String host = address.getHost();
      boolean bare =
          host != null
              && address.getRawUserInfo() == null
              && address.getRawQuery() == null
              && address.getRawFragment() == null
              && Set.of("", "/").contains(address.getRawPath());
      boolean safe = scheme.equals("https") || (scheme.equals("http") && LOOPBACK.contains(host));
      if (!bare || !safe) {
        throw new IllegalArgumentException(
            "the address is https://host:port, or http on the loopback address");
      }
      return address;
    }

    /**
     * Where the engine is mounted. Default: {@code transit}.
     *
     * @param path the path, without slashes at its ends
     * @return this
     */
    public Builder mount(String path) {
      if (!path.matches("[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*")) {
        throw new IllegalArgumentException("a mount is a path of letters, digits, _ and -");
      }
      mount = path;
      return this;
    }

    /**
     * The namespace, sent as {@code X-Vault-Namespace}. Default: none.
     *
     * @param path the namespace's path
     * @return this
     */
    public Builder namespace(String path) {
      if (!path.matches("[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*/?")) {
        throw new IllegalArgumentException("a namespace is a path of letters, digits, _ and -");
      }
      namespace = path;
      return this;
    }

    /**
     * The time a call may take in all. Default: 3 seconds.
     *
     * @param longest the time, positive
     * @return this
     */
    public Builder timeout(Duration longest) {
      if (longest.isNegative() || longest.isZero()) {
        throw new IllegalArgumentException("a timeout is positive");
      }
      timeout = longest;
      return this;
    }

    /**
     * A client to take connections, trusted certificates and proxies from; time limits and the
     * refusal of redirects are the key ring's own. Its interceptors see tokens and keys. Default: a
     * new one.
     *
     * @param other the client
     * @return this
     */
    public Builder client(OkHttpClient other) {
      client = requireNonNull(other);
      return this;
    }

    /**
     * For a transit key made with {@code derived=true}: each data key is wrapped by a key of its
     * own, derived from its context. Default: the transit key itself wraps.
     *
     * @return this
     */
    public Builder derived() {
      derived = true;
      return this;
    }

    Builder nanos(LongSupplier clock) {
      nanos = clock;
      return this;
    }

    /**
     * Makes the key ring, without calling the server.
     *
     * @return the key ring
     */
    public TransitKeyRing build() {
      return new TransitKeyRing(this);
    }
  }
}
