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
 * A key ring whose key-encryption key never leaves HashiCorp Vault (or OpenBao): the transit engine
 * encrypts and decrypts the data keys.
 *
 * <p>Binds a wrapped key to its context twice: as the engine's associated data, and as a hash that
 * is encrypted with the data key, since a server too old for associated data silently ignores it.
 * Each version of the transit key has its own key id, {@code NAME:vN}, so that rotating the key in
 * Vault changes the primary key of this ring. Looks up the latest version when it wraps a key, at
 * most once a minute. If that fails, it uses no version.
 *
 * <p>Throws a {@link VaultException} with reason {@code KEY_UNAVAILABLE} if the server cannot be
 * reached, is sealed or overloaded, or its response is invalid; {@code KEY_DISABLED} if the token
 * is refused, or the version is below the key's {@code min_decryption_version}; {@code KEY_UNKNOWN}
 * if the key, version or mount does not exist; {@code KEY_MISMATCH} if a wrapped key does not
 * authenticate. No message contains a token, a key or a response of the server.
 *
 * <p>Immutable except for the cached version, and safe for use by several threads.
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
   * Starts building a key ring.
   *
   * @param address the server, {@code https://host:port}; http is allowed on the loopback address
   *     only, for a Vault agent
   * @param keyName the transit key, of type {@code aes256-gcm96} or {@code chacha20-poly1305}: 1 to
   *     50 letters, digits and {@code _ - .} characters
   * @param token supplies the client token for each call, so that a renewed one works immediately
   * @return a builder
   * @throws IllegalArgumentException if the address or the name is invalid
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
    } catch (VaultException failure) {
      // This version may no longer encrypt: the next call looks up the latest one.
      latest.drop();
      throw failure;
    }
    if (versionOf(ciphertext) != version) {
      throw new VaultException(
          Reason.KEY_UNAVAILABLE,
          "expected a ciphertext of " + id(version) + " from the server, found another one");
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
          "expected a version of transit key " + name + ", found " + wrapped.keyId());
    }
    if (!wrapped.keyId().equals(id(version))) {
      throw new VaultException(
          Reason.KEY_MISMATCH,
          "expected a ciphertext of " + wrapped.keyId() + ", found another one: it was altered");
    }
    Binding binding = Binding.of(wrapped.keyId(), context);
    return binding.unwrap(server.decrypt(name, ciphertext, binding, derived));
  }

  private String id(int version) {
    return name + ":v" + version;
  }

  /** Returns the key version that a ciphertext names, or 0 if it is malformed. */
  private static int versionOf(String ciphertext) {
    Matcher matcher = CIPHERTEXT.matcher(ciphertext);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  @Override
  public String toString() {
    return "KeyRing[transit key " + name + " at " + server + "]";
  }

  /** Builds a {@link TransitKeyRing}. Not safe for use by several threads. */
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
            "expected a transit key name of 1 to 50 letters, digits and _ - . characters");
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
            "expected an address https://host:port, or http on the loopback address");
      }
      return address;
    }

    /**
     * Sets the path where the engine is mounted. Default: {@code transit}.
     *
     * @param path the path, without slashes at either end
     * @return this
     */
    public Builder mount(String path) {
      if (!path.matches("[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*")) {
        throw new IllegalArgumentException("expected a mount path of letters, digits, _ and -");
      }
      mount = path;
      return this;
    }

    /**
     * Sets the namespace, sent as {@code X-Vault-Namespace}. Default: none.
     *
     * @param path the namespace's path
     * @return this
     */
    public Builder namespace(String path) {
      if (!path.matches("[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*/?")) {
        throw new IllegalArgumentException("expected a namespace path of letters, digits, _ and -");
      }
      namespace = path;
      return this;
    }

    /**
     * Sets the timeout of a whole call. Default: 3 seconds.
     *
     * @param longest the timeout, positive
     * @return this
     */
    public Builder timeout(Duration longest) {
      if (longest.isNegative() || longest.isZero()) {
        throw new IllegalArgumentException("expected a positive timeout, found " + longest);
      }
      timeout = longest;
      return this;
    }

    /**
     * Sets a client from which the key ring takes its connection pool, trusted certificates and
     * proxies, but not its timeouts and redirects. Its interceptors see tokens and keys. Default: a
     * new client.
     *
     * @param other the client
     * @return this
     */
    public Builder client(OkHttpClient other) {
      client = requireNonNull(other);
      return this;
    }

    /**
     * Uses key derivation, for a transit key created with {@code derived=true}: the engine wraps
     * each data key with a key that it derives from the context. Default: off.
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
     * Builds the key ring, without a call to the server.
     *
     * @return the key ring
     */
    public TransitKeyRing build() {
      return new TransitKeyRing(this);
    }
  }
}
