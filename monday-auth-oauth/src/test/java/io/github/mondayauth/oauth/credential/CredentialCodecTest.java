package io.github.mondayauth.oauth.credential;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.credential.StoredCredential.EndReason;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.vault.Requirement;
import io.github.mondayauth.vault.VaultException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CredentialCodecTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Grant FULL =
      new Grant(
          "planted-secret",
          "planted-refresh",
          NOW,
          NOW.plusSeconds(60),
          Set.of("a"),
          Set.of("a"),
          Map.of("k", "v"),
          "service.example",
          7,
          "ada \u2713",
          NOW.plus(Duration.ofDays(90)));
  private static final Grant EMPTY =
      new Grant("key é", null, NOW, null, Set.of(), Set.of(), Map.of(), "", 0);

  private static final String FULL_GRANT =
      "010000000e706c616e7465642d736563726574010000000f706c616e7465642d72656672657368"
          + "000001a1fdfa460001000001a1fdfb3060000000010000000161000000010000000161"
          + "00000001000000016b00000001760000000f736572766963652e6578616d706c65"
          + "0000000000000007"
          + "0000000761646120e29c93"
          + "01000001a3cd769e00";
  private static final String EMPTY_GRANT =
      "01000000066b657920c3a900000001a1fdfa460000000000000000000000000000000000000000000000000000"
          + "0000000000";

  private static final Instant ORIGIN = NOW.minusSeconds(120);

  /** The origin, the number of the connection, and the generation. */
  private static final String FIRST = "000001a1fdf87140" + "0000000000000001";

  private static final String SECOND = "000001a1fdf87140" + "0000000000000002";

  private static final String NOT_ENDED = "000000044e4f4e45";
  private static final String NO_FAILURE = "00";

  /** The state of a refresh that has never begun. */
  private static final String NO_REFRESH =
      "00" + "0000" + "00" + "0000000000000000" + "00" + "00000000" + NO_FAILURE;

  private static final byte[] WRITTEN =
      CredentialCodec.encode(StoredCredential.first(FULL, NOW.plusMillis(999)));

  /** Frozen: stored credentials of every release must stay readable. Never change these bytes. */
  static Stream<Arguments> frozen() {
    return Stream.of(
        Arguments.of(
            new StoredCredential(FULL, ORIGIN, 1, 1, null, RefreshState.NEW),
            FULL_GRANT + FIRST + "0000000000000001" + NOT_ENDED + NO_REFRESH),
        Arguments.of(
            new StoredCredential(
                FULL,
                ORIGIN,
                1,
                2,
                null,
                new RefreshState(
                    new RefreshState.Lease(NOW.plusSeconds(70), Duration.ofSeconds(30)),
                    true,
                    false,
                    null,
                    null,
                    null,
                    0)),
            FULL_GRANT
                + FIRST
                + "0000000000000002"
                + NOT_ENDED
                + "01000001a1fdfb5770"
                + "0100"
                + "00"
                + "0000000000007530"
                + "00"
                + "00000000"
                + NO_FAILURE),
        Arguments.of(
            new StoredCredential(
                FULL,
                ORIGIN,
                2,
                3,
                null,
                new RefreshState(null, false, true, NOW.plusSeconds(30), Reason.PROVIDER, NOW, 2)),
            FULL_GRANT
                + SECOND
                + "0000000000000003"
                + NOT_ENDED
                + "00"
                + "0001"
                + "01000001a1fdfabb30"
                + "0000000000000000"
                + "01000001a1fdfa4600"
                + "00000002"
                + "010000000850524f5649444552"),
        Arguments.of(
            new StoredCredential(EMPTY, ORIGIN, 2, 4, EndReason.GRANT_ENDED, RefreshState.NEW),
            EMPTY_GRANT
                + SECOND
                + "0000000000000004"
                + "0000000b4752414e545f454e444544"
                + NO_REFRESH),
        Arguments.of(
            new StoredCredential(
                EMPTY, ORIGIN, 2, 4, EndReason.INTERRUPTED_REFRESH, RefreshState.NEW),
            EMPTY_GRANT
                + SECOND
                + "0000000000000004"
                + "00000013494e5445525255505445445f52454652455348"
                + NO_REFRESH),
        Arguments.of(
            new StoredCredential(EMPTY, ORIGIN, 2, 4, EndReason.REJECTED, RefreshState.NEW),
            EMPTY_GRANT + SECOND + "0000000000000004" + "0000000852454a4543544544" + NO_REFRESH));
  }

  @ParameterizedTest
  @MethodSource("frozen")
  @Requirement({"F32", "F38", "F39"})
  void writesAndReadsTheFrozenBytes(StoredCredential credential, String hex) {
    assertThat(HexFormat.of().formatHex(CredentialCodec.encode(credential))).isEqualTo(hex);
    assertThat(CredentialCodec.decode(HexFormat.of().parseHex(hex))).isEqualTo(credential);
  }

  private static StoredCredential failed(@Nullable Reason reason) {
    return new StoredCredential(
        FULL,
        ORIGIN,
        2,
        3,
        null,
        new RefreshState(null, false, true, NOW.plusSeconds(30), reason, NOW, 2));
  }

  @ParameterizedTest
  @EnumSource
  @Requirement("F39")
  void storesTheReasonsForWhichARefreshCanFailAndNoOthers(Reason reason) {
    boolean isStored =
        Set.of("CLIENT", "GRANT", "MIGRATION", "PROVIDER", "UNAVAILABLE").contains(reason.name());
    byte[] written = CredentialCodec.encode(failed(reason));

    assertThat(CredentialCodec.decode(written)).isEqualTo(failed(isStored ? reason : null));
    if (!isStored) {
      assertThat(written).isEqualTo(CredentialCodec.encode(failed(null)));
    }
  }

  /** Another version of the library wrote it, or a program in another language. */
  @ParameterizedTest
  @ValueSource(strings = {"", "TOMORROW", "provider", "STATE"})
  @Requirement("F39")
  void anUnknownFailureOfARefreshIsNoReasonToRefuseTheCredential(String name) {
    assertThat(CredentialCodec.decode(withFailure(name))).isEqualTo(failed(null));
  }

  private static byte[] withFailure(String name) {
    byte[] before = CredentialCodec.encode(failed(null));
    byte[] utf8 = name.getBytes(UTF_8);
    return ByteBuffer.allocate(before.length + Integer.BYTES + utf8.length)
        .put(before, 0, before.length - 1)
        .put((byte) 1)
        .putInt(utf8.length)
        .put(utf8)
        .array();
  }

  @Test
  @Requirement("F38")
  void refusesACredentialThatEndedForAnUnknownReason() {
    String hex = EMPTY_GRANT + SECOND + "0000000000000004" + "%s" + NO_REFRESH;
    String rejected = hex.formatted("0000000852454a4543544544");
    String unknown = hex.formatted("0000000852454a4543544545");
    assertThat(CredentialCodec.decode(HexFormat.of().parseHex(rejected)).ended())
        .isEqualTo(EndReason.REJECTED);
    assertUnknown(HexFormat.of().parseHex(unknown));
    assertUnknown(HexFormat.of().parseHex(hex.formatted("00000000")));
  }

  @Test
  @Requirement("F33")
  void ignoresBytesAfterTheLastFieldAndTakesAnyByteButZeroForTrue() {
    byte[] longer = Arrays.copyOf(WRITTEN, WRITTEN.length + 3);
    longer[WRITTEN.length] = 1;
    assertThat(CredentialCodec.decode(longer)).isEqualTo(CredentialCodec.decode(WRITTEN));

    byte[] otherTrue = WRITTEN.clone();
    int refreshTokenIsPresent = 1 + Integer.BYTES + FULL.secret().length();
    assertThat(otherTrue[refreshTokenIsPresent]).isEqualTo((byte) 1);
    otherTrue[refreshTokenIsPresent] = (byte) 0x80;
    assertThat(CredentialCodec.decode(otherTrue)).isEqualTo(CredentialCodec.decode(WRITTEN));
  }

  @Test
  @Requirement("F40")
  void aNewConnectionHasNoStateOfARefresh() {
    StoredCredential first = StoredCredential.first(FULL, NOW);
    String end = NOT_ENDED + NO_REFRESH;
    assertThat(HexFormat.of().formatHex(CredentialCodec.encode(first))).endsWith(end);
    StoredCredential again = failed(Reason.PROVIDER).ended(EndReason.GRANT_ENDED, NOW);
    assertThat(HexFormat.of().formatHex(CredentialCodec.encode(again.reconnected(FULL, NOW))))
        .endsWith(end);
  }

  @Test
  @Requirement("F36")
  void keepsTheOriginInWholeSeconds() {
    assertThat(CredentialCodec.decode(WRITTEN).origin()).isEqualTo(NOW);
  }

  @Test
  @Requirement("F33")
  void refusesCredentialOfNewerFormat() {
    byte[] newer = WRITTEN.clone();
    newer[0]++;
    assertUnknown(newer);
  }

  @Test
  @Requirement("F33")
  void refusesCredentialThatIsCutOffAnywhere() {
    for (int length = 0; length < WRITTEN.length; length++) {
      assertUnknown(Arrays.copyOf(WRITTEN, length));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void readsOrRefusesCredentialWithAnyFourBytesOverwritten(int number) {
    int refused = 0;
    for (int at = 0; at <= WRITTEN.length - Integer.BYTES; at++) {
      byte[] damaged = WRITTEN.clone();
      ByteBuffer.wrap(damaged).putInt(at, number);
      if (!isReadable(damaged)) {
        assertUnknown(damaged);
        refused++;
      }
    }

    assertThat(refused).isBetween(1, WRITTEN.length - Integer.BYTES);
  }

  /** False if it is refused; any other exception fails the test. */
  private static boolean isReadable(byte[] bytes) {
    try {
      CredentialCodec.decode(bytes);
      return true;
    } catch (VaultException refused) {
      return false;
    }
  }

  private static void assertUnknown(byte[] bytes) {
    assertThatExceptionOfType(VaultException.class)
        .isThrownBy(() -> CredentialCodec.decode(bytes))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(VaultException.Reason.FORMAT_UNKNOWN))
        .withNoCause()
        .withMessageNotContaining("planted");
  }
}
