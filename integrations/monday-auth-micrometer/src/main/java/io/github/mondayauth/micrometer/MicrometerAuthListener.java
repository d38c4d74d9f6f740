package io.github.mondayauth.micrometer;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Owner;
import io.github.mondayauth.TokenKind;
import io.github.mondayauth.TokenRejectedException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Counts the events of the library in a Micrometer registry. Tag values are kinds of tokens, names
 * of connections and reason codes. No tag contains an account, a user or a key, so the number of
 * time series depends only on the app's configuration.
 *
 * <table>
 * <caption>Counters</caption>
 * <tr><th>Name<th>Tags
 * <tr><td>{@code monday.auth.verified}<td>{@code kind}; {@code secret}: current or previous
 * <tr><td>{@code monday.auth.rejected}<td>{@code kind}, {@code reason}
 * <tr><td>{@code monday.auth.connected}<td>{@code connection}
 * <tr><td>{@code monday.auth.refresh.token.missing}<td>{@code connection}
 * <tr><td>{@code monday.auth.refreshed}<td>{@code connection}
 * <tr><td>{@code monday.auth.refresh.failed}<td>{@code connection}, {@code reason}
 * <tr><td>{@code monday.auth.reauthorization.needed}<td>{@code connection}
 * <tr><td>{@code monday.auth.forgotten.accounts}<td>none
 * <tr><td>{@code monday.auth.forgotten.records}<td>none
 * <tr><td>{@code monday.auth.uninstall.claimed}<td>none
 * <tr><td>{@code monday.auth.unrevoked}<td>{@code connection}
 * <tr><td>{@code monday.auth.key.failed}<td>{@code reason}
 * </table>
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class MicrometerAuthListener implements AuthListener {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");

  private final MeterRegistry registry;

  /**
   * Creates a listener that counts in a registry.
   *
   * @param registry the registry of the counters
   */
  public MicrometerAuthListener(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void verified(TokenKind kind, int secretIndex) {
    count("verified", tag(kind).and("secret", secretIndex == 0 ? "current" : "previous"));
  }

  @Override
  public void rejected(TokenKind kind, TokenRejectedException.Reason reason) {
    count("rejected", tag(kind).and("reason", text(reason)));
  }

  @Override
  public void connected(Owner owner, String connection, @Nullable MondayUser connectedBy) {
    count("connected", tag("connection", connection));
  }

  @Override
  public void refreshTokenMissing(Owner owner, String connection) {
    count("refresh.token.missing", tag("connection", connection));
  }

  @Override
  public void refreshed(Owner owner, String connection) {
    count("refreshed", tag("connection", connection));
  }

  @Override
  public void refreshFailed(Owner owner, String connection, String reasonCode) {
    count(
        "refresh.failed",
        tag("connection", connection).and(tag("reason", reasonCode.toLowerCase(Locale.ROOT))));
  }

  @Override
  public void reauthorizationNeeded(Owner owner, String connection) {
    count("reauthorization.needed", tag("connection", connection));
  }

  @Override
  public void forgotten(MondayAccount account, int records) {
    count("forgotten.accounts", Tags.empty());
    registry.counter("monday.auth.forgotten.records").increment(records);
  }

  @Override
  public void uninstallClaimed(MondayAccount account) {
    count("uninstall.claimed", Tags.empty());
  }

  @Override
  public void unrevoked(Owner owner, String connection) {
    count("unrevoked", tag("connection", connection));
  }

  @Override
  public void keyFailed(String reasonCode, @Nullable String keyId) {
    count("key.failed", tag("reason", reasonCode.toLowerCase(Locale.ROOT)));
  }

  private void count(String name, Tags tags) {
    registry.counter("monday.auth." + name, tags).increment();
  }

  private static Tags tag(TokenKind kind) {
    return Tags.of("kind", text(kind));
  }

  /** Counts values other than plain names as {@code other}, to limit the number of time series. */
  private static Tags tag(String key, String value) {
    boolean isPlain = NAME.matcher(value).matches();
    return Tags.of(key, isPlain ? value : "other");
  }

  private static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
